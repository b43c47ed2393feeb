import type { RuntimeSettings } from "../../config/runtimes.ts";
import { inHome } from "../home-path.ts";
import { modelCli } from "../model-cli.ts";
import type { Runtime } from "../runtime.ts";
import { readOpencodeHook } from "./hooks.ts";
import { opencodeInstallation } from "./installation.ts";
import { launchOpencode } from "./launch.ts";
import { readOpencodeScreen } from "./screen.ts";

/** OpenCode, told of by a plugin that it loads for one start. Its conversations are in a database, so there is no transcript. */
export function opencodeRuntime(name: string, entry: RuntimeSettings): Runtime {
  return {
    ...modelCli(name, { mcp: true, resume: "told", cost: true, context: false, adopt: false }),
    launch: (start) => launchOpencode(entry, start),
    homes: (environment) => [
      `${environment.XDG_CONFIG_HOME ?? inHome(environment, ".config")}/opencode`,
      `${environment.XDG_DATA_HOME ?? inHome(environment, ".local/share")}/opencode`,
      `${environment.XDG_STATE_HOME ?? inHome(environment, ".local/state")}/opencode`,
      `${environment.XDG_CACHE_HOME ?? inHome(environment, ".cache")}/opencode`,
    ],
    readScreen: readOpencodeScreen,
    refusesText: (text) =>
      /^\s*[/!]/u.test(text) ? "OpenCode takes a text that begins with / or ! for a command" : undefined,
    readHook: readOpencodeHook,
    installation: opencodeInstallation(name, entry),
  };
}
