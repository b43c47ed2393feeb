import type { RuntimeSettings } from "../../config/runtimes.ts";
import type { Abilities } from "../../domain/agent/abilities.ts";
import { cliEnvironment } from "../cli-environment.ts";
import { needsPrompt } from "../needs-prompt.ts";
import { promptArgument } from "../prompt-argument.ts";
import type { AgentStart, Runtime } from "../runtime.ts";
import { ownInstallation } from "./installation.ts";
import { drawsScreen, ownScreen } from "./own-screen.ts";

/** A CLI that no adapter knows, as far as the configuration describes it. */
export function ownRuntime(name: string, entry: RuntimeSettings): Runtime {
  return {
    name,
    abilities: abilitiesOf(entry),
    exitIsProof: false,
    isAnimated: drawsScreen(entry),
    refuses: needsPrompt(name),
    readScreen: ownScreen(entry),
    installation: ownInstallation(name, entry),
    launch: (start) => {
      const { argument, files } = promptArgument(start.prompt, start.folder);
      const isArgument = promptWay(entry) === "argument" && start.prompt !== "";
      return {
        argv: [
          entry.command ?? name,
          ...entry.args,
          ...conversationArguments(entry, start),
          ...(isArgument ? [plainly(argument)] : []),
        ],
        env: { ...cliEnvironment(entry, start.environment, []), ...promptVariable(entry, start) },
        ...(isArgument && { files }),
      };
    },
  };
}

/** Most CLIs would take it for an option: a line break before it makes it text. */
const plainly = (prompt: string): string => (prompt.startsWith("-") ? `\n${prompt}` : prompt);

const promptWay = ({ prompt }: RuntimeSettings): Abilities["firstPrompt"] => prompt ?? "argument";

const promptVariable = (entry: RuntimeSettings, { prompt }: AgentStart): Record<string, string> =>
  promptWay(entry) === "environment" ? { OVERSTORY_PROMPT: prompt } : {};

function conversationArguments({ begin, resume }: RuntimeSettings, { conversation }: AgentStart): string[] {
  if (conversation === null) return [];
  const form = (conversation.resume ? resume : begin) ?? [];
  return form.map((argument) => argument.replaceAll("{conversation}", conversation.id));
}

const abilitiesOf = (entry: RuntimeSettings): Abilities => ({
  headless: entry.mode === "headless",
  readyBy: entry.ready === undefined ? "process" : "screen",
  firstPrompt: promptWay(entry),
  instructions: promptWay(entry) === "environment" ? null : "prompt",
  mcp: false,
  proof: null,
  hooks: false,
  answers: false,
  resume: entry.begin === undefined || entry.resume === undefined ? null : "chosen",
  tokens: false,
  cost: false,
  permissions: false,
  context: false,
  adopt: false,
});
