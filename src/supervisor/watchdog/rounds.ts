import { type WatchdogSettings, watchPolicy } from "../../config/watchdog.ts";
import { describeError } from "../../errors.ts";
import type { Logger } from "../../log.ts";
import type { Heartbeat } from "../health/heartbeats.ts";
import type { Watchdog } from "./watchdog.ts";

const LEAST_MS = 250;
const MOST_MS = 15_000;
/** So many looks fall into the shortest time that a policy names. */
const LOOKS = 8;

/** How often is looked: often enough for the strictest policy, ms. */
export function roundEvery(settings: WatchdogSettings): number {
  const policies = [
    watchPolicy(settings, "", ""),
    ...Object.keys(settings.runtimes).map((runtime) => watchPolicy(settings, runtime, "")),
    ...Object.keys(settings.roles).map((role) => watchPolicy(settings, "", role)),
  ];
  const shortest = Math.min(
    ...policies.flatMap(({ staleMs, intervalMs, bootMs }) => [staleMs, intervalMs, bootMs]),
  );
  return Math.max(LEAST_MS, Math.min(MOST_MS, shortest / LOOKS));
}

/** The watchdog's own loop: one sweep after the other, with a pause between them. */
export class Rounds {
  readonly #watchdog: Watchdog;
  readonly #everyMs: number;
  readonly #heartbeat: Heartbeat;
  readonly #log: Logger;
  #timer: Timer | undefined;
  #sweeping: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(watchdog: Watchdog, everyMs: number, heartbeat: Heartbeat, log: Logger) {
    this.#watchdog = watchdog;
    this.#everyMs = everyMs;
    this.#heartbeat = heartbeat;
    this.#log = log;
  }

  start(): void {
    this.#next();
  }

  /** Resolves when no sweep is under way any more. */
  async stop(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#sweeping;
  }

  #next(): void {
    if (this.#isClosed) return;
    this.#heartbeat.beat();
    this.#timer = setTimeout(() => {
      this.#sweeping = this.#watchdog
        .sweep()
        .catch((error) => this.#log.error(`the watchdog's round failed: ${describeError(error)}`, error))
        .finally(() => this.#next());
    }, this.#everyMs);
  }
}
