import type { RuntimeSettings } from "../../config/runtimes.ts";
import { modelCli } from "../model-cli.ts";
import type { Runtime } from "../runtime.ts";
import { readOpencodeHook } from "./hooks.ts";
import { opencodeInstallation } from "./installation.ts";
import { launchOpencode } from "./launch.ts";
import { readOpencodeScreen } from "./screen.ts";

/** OpenCode, told of by a plugin that it loads for one start. Its conversations are in a database, so there is no transcript. */
export function opencodeRuntime(name: string, entry: RuntimeSettings): Runtime {
  return {
    ...modelCli(name, { resume: "told", cost: true, context: false, adopt: false }),
    launch: (start) => launchOpencode(entry, start),
    readScreen: readOpencodeScreen,
    refusesText: (text) =>
      /^\s*[/!]/u.test(text) ? "OpenCode takes a text that begins with / or ! for a command" : undefined,
    readHook: readOpencodeHook,
    installation: opencodeInstallation(name, entry),
  };
}
