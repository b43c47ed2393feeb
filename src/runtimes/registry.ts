import { usageError } from "../errors.ts";
import { didYouMean } from "../suggest.ts";
import type { Runtime } from "./runtime.ts";
import { shellRuntime } from "./shell.ts";

export interface Runtimes {
  /** Throws `usage` for a name that is none. */
  require(name: string): Runtime;
}

export function createRuntimes(settings: { shell: { command: string | null } }): Runtimes {
  const all = new Map([shellRuntime(settings.shell.command)].map((runtime) => [runtime.name, runtime]));
  return {
    require: (name) => {
      const runtime = all.get(name);
      if (runtime) return runtime;
      const names = [...all.keys()];
      throw usageError(
        `runtime: there is no runtime "${name}"${didYouMean(name, names)}`,
        `runtimes: ${names.join(", ")}`,
      );
    },
  };
}
