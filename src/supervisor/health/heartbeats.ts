import type { Logger } from "../../log.ts";
import type { Signs } from "../alerts/signs.ts";

/** How one loop of the daemon shows that it comes round. */
export interface Heartbeat {
  /** It has work, and beats again, or rests, within its time. */
  beat(): void;
  /** It waits for work. */
  rest(): void;
}

export interface HeartbeatParts {
  signs: Signs;
  log: Logger;
  /** ms; stands still while the machine sleeps */
  monotonic: () => number;
  /** Called after each round with whether every loop is well. */
  afterRound: (isWell: boolean) => void;
}

export const ROUND_MS = 1000;
/** A round that is later by more was kept from running: by a long computation, a stopped process, a paused machine. */
const STALL_MS = 5000;
/** For how long rounds are on time before a stall counts as over. */
const CALM_ROUNDS = 60;
const STALLED = "daemon_stalled";

interface Loop {
  name: string;
  longestRounds: number;
  /** Round of the last beat; null while it rests. */
  beatAt: number | null;
  isStuck: boolean;
}

/**
 * Watches the daemon's own loops. Their time is counted in rounds of one timer: while the whole daemon is kept from
 * working no round passes, so that no loop is blamed for it.
 */
export class Heartbeats {
  readonly #parts: HeartbeatParts;
  readonly #loops: Loop[] = [];
  #round = 0;
  #calmRounds = CALM_ROUNDS;
  #lastAt = 0;
  #timer: Timer | undefined;

  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
  }

  /** @param longestMs the longest that may pass between two beats while the loop has work */
  register(name: string, longestMs: number): Heartbeat {
    const longestRounds = Math.ceil(longestMs / ROUND_MS);
    const loop: Loop = { name, longestRounds, beatAt: null, isStuck: false };
    this.#loops.push(loop);
    return {
      beat: () => {
        loop.beatAt = this.#round;
      },
      rest: () => {
        loop.beatAt = null;
      },
    };
  }

  /** Begins to look. */
  start(): void {
    this.#lastAt = this.#parts.monotonic();
    this.#timer = setInterval(() => this.look(), ROUND_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** One round. */
  look(): void {
    const now = this.#parts.monotonic();
    const lateMs = now - this.#lastAt - ROUND_MS;
    this.#lastAt = now;
    this.#round++;
    this.#judgeRound(lateMs);
    for (const loop of this.#loops) this.#judgeLoop(loop);
    this.#parts.afterRound(this.#loops.every(({ isStuck }) => !isStuck));
  }

  #judgeRound(lateMs: number): void {
    const { signs, log } = this.#parts;
    if (lateMs < STALL_MS) {
      this.#calmRounds++;
      if (this.#calmRounds === CALM_ROUNDS) signs.clear(STALLED);
      return;
    }
    this.#calmRounds = 0;
    const message = `the daemon was kept from working for ${Math.round(lateMs / 1000)} s`;
    log.warn(message);
    signs.set({
      cause: STALLED,
      kind: "daemon_stalled",
      severity: "warning",
      subject: "daemon",
      message,
      hint: "was it stopped, or is the machine overloaded? deaths and deadlines were noticed late",
    });
  }

  #judgeLoop(loop: Loop): void {
    const { signs, log } = this.#parts;
    const silentRounds = loop.beatAt === null ? 0 : this.#round - loop.beatAt;
    const isStuck = silentRounds > loop.longestRounds;
    if (isStuck === loop.isStuck) return;
    loop.isStuck = isStuck;
    if (!isStuck) {
      log.info(`the loop "${loop.name}" comes round again`);
      signs.clear(causeOf(loop.name));
      return;
    }
    const silentSeconds = Math.round((silentRounds * ROUND_MS) / 1000);
    const message = `the daemon's loop "${loop.name}" has not come round for ${silentSeconds} s`;
    log.error(message);
    signs.set({
      cause: causeOf(loop.name),
      kind: "loop_stuck",
      severity: "critical",
      subject: "daemon",
      message,
      hint: "agents go on; take over with: overstory daemon restart --force",
    });
  }
}

const causeOf = (name: string) => `loop_stuck:${name}`;
