import type { RuntimeSettings } from "../../config/runtimes.ts";
import { inHome } from "../home-path.ts";
import { modelCli } from "../model-cli.ts";
import type { Runtime } from "../runtime.ts";
import { claudeAdoption } from "./adoption.ts";
import { claudeHookContext, readClaudeHook } from "./hooks.ts";
import { claudeInstallation } from "./installation.ts";
import { claudeLaunch } from "./launch.ts";
import { readClaudeScreen } from "./screen.ts";
import { claudeStatusFile } from "./status-file.ts";
import { claudeTranscripts } from "./transcript.ts";

/** Claude Code. */
export function claudeRuntime(name: string, entry: RuntimeSettings): Runtime {
  return {
    ...modelCli(name, { mcp: true, resume: "chosen", cost: true, context: true, adopt: true }),
    launch: (start) => claudeLaunch(start, entry),
    homes: ({ CLAUDE_CONFIG_DIR, ...environment }) =>
      CLAUDE_CONFIG_DIR === undefined
        ? [".claude", ".claude.json"].map((name) => inHome(environment, name))
        : [CLAUDE_CONFIG_DIR],
    readScreen: readClaudeScreen,
    refusesText,
    readHook: readClaudeHook,
    hookContext: claudeHookContext,
    transcripts: claudeTranscripts,
    statusFile: claudeStatusFile(entry),
    installation: claudeInstallation(name, entry),
    adoption: claudeAdoption(entry),
  };
}

/** What the input box takes for something else than a prompt, also when it is pasted. */
function refusesText(text: string): string | undefined {
  const [first] = text.trimStart();
  if (first === "/") return 'Claude Code takes a text that begins with "/" for one of its own commands';
  if (first === "!") return 'Claude Code runs a text that begins with "!" as a shell command';
  return undefined;
}
