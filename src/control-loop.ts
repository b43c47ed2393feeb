import { setTimeout as after, setImmediate as otherWork } from "node:timers/promises";
import { setLongTimeout } from "./timer.ts";

export interface ControlLoopParts {
  /** Sees to everything as it is now. Answers when it is due again though nobody asks, ms UTC; null for never. */
  look(): Promise<number | null>;
  /** Hears why a look failed. */
  failed(error: unknown): void;
  /** How long after a failure it looks again, ms. */
  retryMs: number;
  /** Least time between the end of a look and the next one, ms. */
  gapMs?: number;
  /** Shows that each look comes to an end. */
  heartbeat?: { beat(): void; rest(): void };
  /** ms UTC */
  clock(): number;
}

/**
 * Looks whenever something may have changed: one look at a time, and one more after it for all that was asked meanwhile. Who
 * asks does not say what has changed, so nothing is lost when a look fails, or a process dies in it.
 */
export class ControlLoop {
  readonly #parts: ControlLoopParts;
  readonly #stopped = new AbortController();
  #running: Promise<void> | undefined;
  #isAsked = false;
  #endedAt = Number.NEGATIVE_INFINITY;
  #callOff = () => {};

  constructor(parts: ControlLoopParts) {
    this.#parts = parts;
  }

  /** Resolves when a look is over that began after this, and no other is wanted. */
  ask(): Promise<void> {
    if (this.#stopped.signal.aborted) return Promise.resolve();
    this.#isAsked = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  /** Resolves when nothing is looked at any more. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#callOff();
    await this.#running;
  }

  async #run(): Promise<void> {
    this.#callOff();
    let dueAt: number | null = null;
    while (this.#isAsked && (await this.#isFree())) {
      this.#isAsked = false;
      dueAt = await this.#look();
      this.#endedAt = performance.now();
    }
    this.#running = undefined;
    if (dueAt !== null) this.#askAt(dueAt);
  }

  /** Lets others go first: whoever follows the journal hears of a change before the look that it leads to. */
  async #isFree(): Promise<boolean> {
    const { signal } = this.#stopped;
    await otherWork();
    const leftMs = this.#endedAt + (this.#parts.gapMs ?? 0) - performance.now();
    if (leftMs > 0) await after(leftMs, undefined, { signal }).catch(() => {}); // called off: it is stopped
    return !signal.aborted;
  }

  async #look(): Promise<number | null> {
    const { look, failed, heartbeat, clock, retryMs } = this.#parts;
    heartbeat?.beat();
    try {
      return await look();
    } catch (error) {
      failed(error);
      return clock() + retryMs;
    } finally {
      heartbeat?.rest();
    }
  }

  #askAt(at: number): void {
    if (this.#stopped.signal.aborted) return;
    this.#callOff = setLongTimeout(() => void this.ask(), Math.max(1, at - this.#parts.clock()));
  }
}
