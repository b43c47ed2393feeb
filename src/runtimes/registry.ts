import { plainRuntime, type RuntimeSettings } from "../config/runtimes.ts";
import { BUILT_IN_RUNTIMES, type BuiltInRuntime, isBuiltInRuntime } from "../domain/agent/runtime-names.ts";
import { usageError } from "../errors.ts";
import { didYouMean } from "../suggest.ts";
import { claudeRuntime } from "./claude/claude.ts";
import { codexRuntime } from "./codex/codex.ts";
import { geminiRuntime } from "./gemini/gemini.ts";
import { opencodeRuntime } from "./opencode/opencode.ts";
import { ownRuntime } from "./own/own.ts";
import { piRuntime } from "./pi/pi.ts";
import type { Runtime } from "./runtime.ts";
import { shellRuntime } from "./shell.ts";

export interface Runtimes {
  /** The built-in ones first, then those of the configuration. */
  readonly all: readonly Runtime[];
  /** Throws `usage` for a name that is none. */
  require(name: string, field?: string): Runtime;
}

interface RegistrySettings {
  shell: { command: string | null };
  runtimes: Record<string, RuntimeSettings>;
}

type Builder = (name: string, entry: RuntimeSettings) => Runtime;

/** The adapters of the CLIs of models. */
const ADAPTERS: Record<Exclude<BuiltInRuntime, "shell">, Builder> = {
  claude: claudeRuntime,
  codex: codexRuntime,
  opencode: opencodeRuntime,
  gemini: geminiRuntime,
  pi: piRuntime,
};

/** All runtimes of a project: the built-in ones as they are configured, and those of its own. */
export function createRuntimes({ shell, runtimes }: RegistrySettings): Runtimes {
  const own = Object.entries(runtimes).filter(([name]) => !isBuiltInRuntime(name));
  const all = [
    ...BUILT_IN_RUNTIMES.map((name) => {
      const entry = runtimes[name] ?? plainRuntime();
      return name === "shell" ? shellRuntime(shell.command, entry) : ADAPTERS[name](name, entry);
    }),
    ...own.map(([name, entry]) => build(name, entry)),
  ];
  const byName = new Map(all.map((runtime) => [runtime.name, runtime]));
  return {
    all,
    require: (name, field = "runtime") => {
      const runtime = byName.get(name);
      if (runtime) return runtime;
      const names = [...byName.keys()];
      throw usageError(
        `${field}: there is no runtime "${name}"${didYouMean(name, names)}`,
        `runtimes: ${names.join(", ")}; others are described in runtimes.NAME of overstory.config.ts; added just now? overstory daemon restart`,
      );
    },
  };
}

function build(name: string, entry: RuntimeSettings): Runtime {
  const { like } = entry;
  const adapter =
    like !== undefined && isBuiltInRuntime(like) && like !== "shell" ? ADAPTERS[like] : undefined;
  return (adapter ?? ownRuntime)(name, entry);
}
