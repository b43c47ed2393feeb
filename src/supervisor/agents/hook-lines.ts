import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { hookLine, SPOOL_EVENTS } from "../../runtimes/hook-line.ts";
import type { Runtime } from "../../runtimes/runtime.ts";

/** The lines of one session's hooks, as its runtime asks for them. */
export class HookLines {
  readonly #runtime: Pick<Runtime, "hookContext">;
  readonly #spool: string;
  readonly #telling = new Set<string>();

  constructor(runtime: Pick<Runtime, "hookContext">, spool: string) {
    this.#runtime = runtime;
    this.#spool = spool;
  }

  readonly line = (event: string): string => {
    const tells = this.#runtime.hookContext?.(event, "") !== undefined;
    if (tells) this.#telling.add(event);
    return hookLine(this.#spool, event, tells);
  };

  /** Leaves in the spool which of them hand over what the model is to be told. */
  save(): void {
    const names = [...this.#telling].map((event) => `${event}\n`).join("");
    writeFileSync(join(this.#spool, SPOOL_EVENTS), names, { mode: 0o600 });
  }
}
