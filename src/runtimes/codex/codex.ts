import type { RuntimeSettings } from "../../config/runtimes.ts";
import { inHome } from "../home-path.ts";
import { modelCli } from "../model-cli.ts";
import type { Runtime } from "../runtime.ts";
import { codexAdoption } from "./adoption.ts";
import { codexHookContext, readCodexHook } from "./hooks.ts";
import { codexInstallation } from "./installation.ts";
import { launchCodex } from "./launch.ts";
import { readCodexScreen } from "./screen.ts";
import { codexTranscripts } from "./transcript.ts";

/**
 * OpenAI's Codex CLI. It says that it is ready together with its first prompt, never before one. A model that cannot be
 * used is told by its screen alone, and so is a turn that ends for that.
 */
export function codexRuntime(name: string, entry: RuntimeSettings): Runtime {
  return {
    ...modelCli(name, { mcp: true, resume: "told", cost: false, context: true, adopt: true }),
    launch: (start) => launchCodex(entry, start),
    homes: ({ CODEX_HOME, ...environment }) => [CODEX_HOME ?? inHome(environment, ".codex")],
    readScreen: readCodexScreen,
    refusesText: (text) =>
      /^\s*[/!]/u.test(text) ? "Codex takes a text that begins with / or ! for a command" : undefined,
    readHook: readCodexHook,
    hookContext: codexHookContext,
    transcripts: codexTranscripts,
    installation: codexInstallation(name, entry),
    adoption: codexAdoption(entry),
  };
}
