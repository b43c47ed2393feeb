import type { RuntimeSettings } from "../../config/runtimes.ts";
import type { Abilities } from "../../domain/agent/abilities.ts";
import type { Runtime } from "../runtime.ts";
import { claudeAdoption } from "./adoption.ts";
import { claudeHookContext, readClaudeHook } from "./hooks.ts";
import { claudeInstallation } from "./installation.ts";
import { claudeLaunch } from "./launch.ts";
import { readClaudeScreen } from "./screen.ts";
import { claudeStatusFile } from "./status-file.ts";
import { claudeTranscripts } from "./transcript.ts";

const ABILITIES: Abilities = {
  headless: true,
  readyBy: "hook",
  firstPrompt: "argument",
  proof: "hook",
  hooks: true,
  answers: true,
  resume: "chosen",
  tokens: true,
  cost: true,
  permissions: true,
  context: true,
  adopt: true,
};

/** Claude Code. */
export function claudeRuntime(name: string, entry: RuntimeSettings): Runtime {
  return {
    name,
    abilities: ABILITIES,
    exitIsProof: false,
    isAnimated: true,
    takesWhileBusy: true,
    refuses: ({ prompt }) => (prompt === null ? `a task of the runtime ${name} needs a prompt` : undefined),
    launch: (start) => claudeLaunch(start, entry),
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
