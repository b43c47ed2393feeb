import { describeError } from "../errors.ts";
import { leaveBehind, listWithShell } from "../store/session-keeping.ts";
import type { World } from "./world.ts";

/** Notices that the shell of a kept session is gone: its time then stands still until someone goes on with it. */
export class Shells {
  readonly #world: Pick<World, "store" | "deaths" | "log">;
  /** How to stop watching, by session and shell. */
  readonly #watched = new Map<string, () => void>();

  constructor(world: Pick<World, "store" | "deaths" | "log">) {
    this.#world = world;
  }

  /** From now on the death of each shell in use is noticed; of those that are gone already, soon. */
  watchAll(): void {
    const { store, deaths, log } = this.#world;
    const used = new Map(
      listWithShell(store.db).map((one) => [`${one.id} ${one.terminal.pid} ${one.terminal.startTime}`, one]),
    );
    for (const [key, unwatch] of this.#watched) {
      if (used.has(key)) continue;
      unwatch();
      this.#watched.delete(key);
    }
    for (const [key, { id, terminal }] of used) {
      if (this.#watched.has(key)) continue;
      const gone = () =>
        store
          .write((tx) => leaveBehind(tx, id, terminal))
          .catch((error) => log.warn(`session ${id}: ${describeError(error)}`));
      this.#watched.set(key, deaths.watch(terminal, gone));
    }
  }

  close(): void {
    for (const unwatch of this.#watched.values()) unwatch();
    this.#watched.clear();
  }
}
