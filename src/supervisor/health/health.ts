import { describeError, systemCode } from "../../errors.ts";
import type { Logger } from "../../log.ts";
import type { Store } from "../../store/store.ts";
import type { Signs } from "../alerts/signs.ts";
import { watchDatabase } from "./database-health.ts";
import { HeartbeatFile } from "./heartbeat-file.ts";
import { Heartbeats } from "./heartbeats.ts";

export interface HealthParts {
  store: Store;
  signs: Signs;
  log: Logger;
  /** ms UTC */
  clock: () => number;
  /** Path of the heartbeat file. */
  heartbeat: string;
}

/** The watch over the daemon itself: its loops, its event loop, its database, and the sign of life that others look at. */
export class Health {
  readonly heartbeats: Heartbeats;
  readonly #parts: HealthParts;
  readonly #database: ReturnType<typeof watchDatabase>;
  readonly #file: HeartbeatFile;

  constructor(parts: HealthParts) {
    const { store, signs, log, clock, heartbeat } = parts;
    this.#parts = parts;
    this.#file = new HeartbeatFile(heartbeat, clock);
    this.#database = watchDatabase(store, signs);
    this.heartbeats = new Heartbeats({
      signs,
      log,
      monotonic: () => performance.now(),
      afterRound: (areLoopsWell) => {
        // Alerts of a daemon that cannot write are lost, so it must not seem well to those outside.
        if (areLoopsWell && this.#database.isWell()) this.#touch();
      },
    });
  }

  start(identity: { pid: number; instance: string }): void {
    this.#file.begin(identity);
    this.heartbeats.start();
  }

  /** For a daemon that stops in order: it is not missed. */
  stop(): void {
    this.heartbeats.stop();
    this.#database.stop();
    this.#file.end();
  }

  #touch(): void {
    try {
      this.#file.touch();
    } catch (error) {
      if (systemCode(error) === undefined) throw error;
      this.#parts.log.warn(`the heartbeat file cannot be touched: ${describeError(error)}`);
    }
  }
}
