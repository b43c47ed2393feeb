import { uptime } from "node:os";
import {
  type BlindInterval,
  type Clocks,
  type ObservedTime,
  observe,
  resumeObserving,
} from "../../domain/watchdog/observed-time.ts";
import type { Logger } from "../../log.ts";
import { readObserved, recordBlind, saveObserved } from "../../store/observed-time.ts";
import type { Store } from "../../store/store.ts";

export const BEAT_MS = 5000;
/** A beat that is later was kept from coming. */
const MAX_GAP_MS = 2 * BEAT_MS;

/** So much of what a killed daemon had observed may be taken for time in which it was down. */
const WRITE_MS = 60_000;

/** The clocks of this machine. */
export const readClocks = (): Clocks => ({
  wall: Date.now(),
  monotonic: performance.now(),
  sinceBoot: uptime() * 1000,
});

/**
 * Observed time, which goes on where the last daemon's stopped. What was not observed is written down at the beat after
 * it.
 */
export class ObservedClock {
  readonly #store: Store;
  readonly #read: () => Clocks;
  readonly #log: Logger;
  #last: ObservedTime;
  #unwritten: BlindInterval[];
  /** Observed ms. */
  #writtenAt: number;
  #timer: Timer | undefined;

  constructor(store: Store, read: () => Clocks, log: Logger) {
    const clocks = read();
    const saved = readObserved(store.db);
    const { now, blind } = resumeObserving(saved ?? { observed: 0, wall: clocks.wall }, clocks);
    this.#store = store;
    this.#read = read;
    this.#log = log;
    this.#last = now;
    this.#unwritten = blind;
    this.#writtenAt = now.observed;
  }

  /** Observed ms. */
  readonly now = (): number => observe(this.#last, this.#read(), MAX_GAP_MS).now.observed;

  start(): void {
    this.#timer = setInterval(() => {
      this.beat().catch((error) => this.#log.warn(`observed time could not be written: ${error}`));
    }, BEAT_MS);
  }

  /** To be called at least every `BEAT_MS`: time that passes without it counts as not observed. */
  async beat(): Promise<void> {
    const { now, blind } = observe(this.#last, this.#read(), MAX_GAP_MS);
    this.#last = now;
    this.#unwritten.push(...blind);
    if (this.#unwritten.length > 0 || now.observed - this.#writtenAt >= WRITE_MS) await this.#write();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.beat();
    await this.#write();
  }

  async #write(): Promise<void> {
    const intervals = this.#unwritten;
    this.#unwritten = [];
    this.#writtenAt = this.#last.observed;
    try {
      await this.#store.write((tx) => {
        for (const interval of intervals) recordBlind(tx, interval);
        saveObserved(tx, this.now());
      });
    } catch (error) {
      this.#unwritten.unshift(...intervals);
      throw error;
    }
  }
}
