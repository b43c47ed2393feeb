import type { RuntimeSettings } from "../../config/runtimes.ts";
import { cliEnvironment, MODEL_VARIABLES } from "../cli-environment.ts";
import { inHome } from "../home-path.ts";
import { modelCli } from "../model-cli.ts";
import { promptArgument } from "../prompt-argument.ts";
import { roleFile } from "../role-file.ts";
import type { AgentStart, Launch, Runtime } from "../runtime.ts";
import { extensionText } from "./extension.ts";
import { readPiHook } from "./hooks.ts";
import { piInstallation } from "./installation.ts";
import { readPiScreen } from "./screen.ts";
import { piTranscripts } from "./transcript.ts";

const EXTENSION = "overstory.ts";
const NAMED = [...MODEL_VARIABLES, "PI_CODING_AGENT_DIR", "PI_CODING_AGENT_SESSION_DIR", "PI_PACKAGE_DIR"];
const SETTINGS = ["PI_OFFLINE", "PI_TELEMETRY", "PI_CACHE_RETENTION"];

/** Pi, told of and held back by an extension that it loads for one start. It has no permissions of its own. */
export function piRuntime(name: string, entry: RuntimeSettings): Runtime {
  return {
    ...modelCli(name, { mcp: false, resume: "told", cost: true, context: false, adopt: false }),
    launch: (start) => launch(entry, start),
    homes: ({ PI_CODING_AGENT_DIR, ...environment }) => [PI_CODING_AGENT_DIR ?? inHome(environment, ".pi")],
    readScreen: readPiScreen,
    refusesText,
    readHook: readPiHook,
    transcripts: piTranscripts,
    installation: piInstallation(name, entry),
  };
}

function launch(entry: RuntimeSettings, start: AgentStart): Launch {
  const { argument, files } = promptArgument(start.prompt, start.folder);
  const role = roleFile(start);
  const model = start.model ?? entry.model;
  return {
    argv: [
      entry.command ?? "pi",
      ...["-e", `${start.folder}/${EXTENSION}`],
      // It takes the path of a file for the text in it.
      ...(role.path === null ? [] : ["--append-system-prompt", role.path]),
      ...(start.permissions === "read" ? ["--tools", "read,grep,find,ls,bash"] : []),
      ...(model === undefined ? [] : ["--model", model]),
      ...(start.conversation?.resume ? ["--session", start.conversation.id] : []),
      ...(start.mode === "headless" ? ["--print"] : []),
      ...entry.args,
      ...(argument === "" ? [] : [plainly(argument)]),
    ],
    env: { PI_SKIP_VERSION_CHECK: "1", ...cliEnvironment(entry, start.environment, [...NAMED, ...SETTINGS]) },
    files: { ...files, ...role.files, [EXTENSION]: extensionText(start.spool, start.permissions) },
  };
}

/** Pi would take these for an option, a file, a command: a line break before them makes them text. */
const plainly = (prompt: string): string => (/^[-@/!]/.test(prompt) ? `\n${prompt}` : prompt);

const refusesText = (text: string): string | undefined =>
  /^\s*[/!]/.test(text)
    ? "Pi takes a text that begins with / or ! for a command; put a word before it"
    : undefined;
