import type { RuntimeSettings } from "../../config/runtimes.ts";
import type { Abilities } from "../../domain/agent/abilities.ts";
import type { Runtime } from "../runtime.ts";
import { readOpencodeHook } from "./hooks.ts";
import { opencodeInstallation } from "./installation.ts";
import { launchOpencode } from "./launch.ts";
import { readOpencodeScreen } from "./screen.ts";

const ABILITIES: Abilities = {
  headless: true,
  readyBy: "hook",
  firstPrompt: "argument",
  proof: "hook",
  hooks: true,
  answers: true,
  resume: "told",
  tokens: true,
  cost: true,
  permissions: true,
  context: false,
  adopt: false,
};

/** OpenCode, told of by a plugin that it loads for one start. Its conversations are in a database, so there is no transcript. */
export function opencodeRuntime(name: string, entry: RuntimeSettings): Runtime {
  return {
    name,
    abilities: ABILITIES,
    exitIsProof: false,
    isAnimated: true,
    takesWhileBusy: true,
    refuses: ({ prompt }) => (prompt === null ? `a task of the runtime ${name} needs a prompt` : undefined),
    launch: (start) => launchOpencode(entry, start),
    readScreen: readOpencodeScreen,
    refusesText: (text) =>
      /^\s*[/!]/u.test(text) ? "OpenCode takes a text that begins with / or ! for a command" : undefined,
    readHook: readOpencodeHook,
    installation: opencodeInstallation(name, entry),
  };
}
