import { join } from "node:path";
import type { RuntimeSettings } from "../../config/runtimes.ts";
import { cliEnvironment, MODEL_VARIABLES } from "../cli-environment.ts";
import { promptArgument } from "../prompt-argument.ts";
import { roleFile } from "../role-file.ts";
import type { AgentStart, Launch } from "../runtime.ts";
import { opencodeConfig, PLUGIN } from "./config.ts";
import { pluginText } from "./plugin.ts";

const PASSED = [...MODEL_VARIABLES, "OPENCODE_CONFIG", "OPENCODE_CONFIG_DIR", "OPENCODE_API_KEY"];

const PROMPT = "prompt.txt";

/** Without a terminal it puts quotes around its arguments: there only its stdin brings a prompt whole. */
const FROM_FILE = 'f=$1; shift; exec "$@" <"$f"';

export function launchOpencode(entry: RuntimeSettings, start: AgentStart): Launch {
  const { prompt, files, argv } = programOf(entry, start);
  return {
    argv,
    env: {
      // Its program must not change under running agents.
      OPENCODE_DISABLE_AUTOUPDATE: "1",
      ...cliEnvironment(entry, start.environment, PASSED),
      OPENCODE_CONFIG_CONTENT: opencodeConfig(start, entry.env.OPENCODE_CONFIG_CONTENT),
    },
    files: { ...files, ...roleFile(start).files, [PLUGIN]: pluginText(start.spool, prompt === "") },
  };
}

function programOf(
  entry: RuntimeSettings,
  start: AgentStart,
): Required<Omit<Launch, "env">> & { prompt: string } {
  const { prompt, folder, conversation, mode } = start;
  const program = entry.command ?? "opencode";
  const model = start.model ?? entry.model;
  const options = [
    ...(model === undefined ? [] : ["--model", model]),
    ...(conversation?.resume ? ["--session", conversation.id] : []),
    ...entry.args,
  ];
  if (mode === "headless")
    return {
      prompt,
      files: { [PROMPT]: prompt },
      argv: ["sh", "-c", FROM_FILE, "sh", join(folder, PROMPT), program, "run", ...options],
    };
  const { argument, files } = promptArgument(prompt, folder);
  // As one word, so that a dash at its beginning is none of an option.
  return { prompt, files, argv: [program, ...options, ...(argument === "" ? [] : [`--prompt=${argument}`])] };
}
