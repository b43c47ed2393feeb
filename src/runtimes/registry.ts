import type { RuntimeSettings } from "../config/runtimes.ts";
import { usageError } from "../errors.ts";
import { didYouMean } from "../suggest.ts";
import type { Runtime } from "./runtime.ts";
import { shellRuntime } from "./shell.ts";

export interface Runtimes {
  readonly all: readonly Runtime[];
  /** Throws `usage` for a name that is none. */
  require(name: string): Runtime;
}

export function createRuntimes(settings: {
  shell: { command: string | null };
  runtimes: Record<string, RuntimeSettings>;
}): Runtimes {
  const all = [shellRuntime(settings.shell.command)];
  const byName = new Map(all.map((runtime) => [runtime.name, runtime]));
  return {
    all,
    require: (name) => {
      const runtime = byName.get(name);
      if (runtime) return runtime;
      const names = [...byName.keys()];
      throw usageError(
        `runtime: there is no runtime "${name}"${didYouMean(name, names)}`,
        `runtimes: ${names.join(", ")}`,
      );
    },
  };
}
