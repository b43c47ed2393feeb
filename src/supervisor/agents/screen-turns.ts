import type { ScreenReading } from "../../domain/agent/screen-reading.ts";
import type { TurnSignal } from "../../domain/agent/take-signal.ts";
import type { Turn } from "../../domain/agent/turn.ts";
import type { Session } from "../../domain/session.ts";
import type { Reading } from "../../domain/watchdog/findings.ts";
import { keepOnly } from "../../keep-only.ts";
import { sessionLogs } from "../../paths.ts";
import { listMessages } from "../../store/messages.ts";
import { getTurn } from "../../store/turns.ts";
import { readGrowth } from "../watchdog/output-growth.ts";
import type { World } from "../world.ts";
import { askedBy } from "./asked-on-screen.ts";
import { lookAtPane } from "./look-at-pane.ts";
import type { SpoolReader } from "./spool-reader.ts";

type ScreenWorld = Pick<World, "store" | "paths" | "tmux" | "runtimes">;

/** Sweeps in a row at which the screen was ready and nothing was written to it. */
const STILL_SWEEPS = 2;

interface Seen {
  output: Reading;
  /** Looks in a row at which it was ready and stood still. */
  still: number;
  /** The same without a dialog: one look may have come in the middle of a redraw. */
  clear: number;
}

/**
 * Tells the turns of agents that have no hooks from their screens: one is over when its screen takes prompts and stands still,
 * and begins when it says that it works, or a message was submitted.
 */
export class ScreenTurns {
  readonly #world: ScreenWorld;
  readonly #agent: Pick<SpoolReader, "take">;
  readonly #seen = new Map<string, Seen>();

  constructor(world: ScreenWorld, agent: Pick<SpoolReader, "take">) {
    this.#world = world;
    this.#agent = agent;
  }

  /** @param sessions all that are open */
  async sweep(sessions: readonly Session[]): Promise<void> {
    const ids = new Set(sessions.map(({ id }) => id));
    keepOnly(this.#seen, ids);
    await Promise.all(sessions.filter((one) => this.#isWatched(one)).map((one) => this.#visit(one)));
  }

  #isWatched({ runtime, mode, agent, exitedAt, state, dismissedAt }: Session): boolean {
    const found = this.#world.runtimes.all.find(({ name }) => name === runtime);
    const tells = found?.readHook === undefined && found?.abilities.readyBy === "screen";
    const lives = agent !== null && exitedAt === null && dismissedAt === null && state !== "booting";
    return tells && lives && mode === "interactive";
  }

  async #visit(session: Session): Promise<void> {
    const turn = getTurn(this.#world.store.db, session.id);
    if (turn === null) return;
    const output = readGrowth(sessionLogs(this.#world.paths, session.key));
    const before = this.#seen.get(session.id);
    const isOver = turn.state === "idle" && turn.count > 0;
    if (isOver && output === before?.output && !this.#hasSubmitted(turn)) return;
    const reading = await lookAtPane(this.#world, session);
    if ("unknown" in reading) return;
    const isStill = reading.screen === "ready" && output === before?.output;
    const still = isStill ? (before?.still ?? 0) + 1 : 0;
    const clear = reading.dialog ? 0 : (before?.clear ?? 0) + 1;
    const seen = { output, still, clear };
    this.#seen.set(session.id, seen);
    const signals = this.#signalsOf(session, turn, reading, seen);
    if (signals.length > 0) await this.#agent.take(session.id, signals, turn);
  }

  #signalsOf(session: Session, turn: Turn, reading: ScreenReading, { still, clear }: Seen): TurnSignal[] {
    const { screen, dialog, fault } = reading;
    if (dialog) return turn.ask === null ? [askedBy(dialog)] : [];
    if (turn.ask !== null) return clear >= STILL_SWEEPS ? [{ kind: "answered" }] : [];
    // One that an earlier turn has left on the screen is no trouble of this one, which moves.
    if (fault && !fault.isRetrying && still > 0)
      return turn.state === "idle" && turn.fault !== null ? [] : [{ kind: "turn_failed", fault }];
    if (screen === "busy" || (turn.state === "idle" && this.#hasSubmitted(turn)))
      return turn.state === "working" ? [] : [BEGUN];
    if (still < STILL_SWEEPS) return [];
    if (turn.state === "working") return [OVER];
    return turn.count === 0 && this.#hasPrompt(session) ? [BEGUN, OVER] : [];
  }

  /** A message was submitted since its turn was over: the next has begun, though it may not show. */
  #hasSubmitted({ sessionId, since }: Turn): boolean {
    const last = listMessages(this.#world.store.db, sessionId, 1)[0];
    return last?.submittedAt != null && last.submittedAt >= since;
  }

  /** It was given its first prompt with its start: a turn that was too short to be seen has passed. */
  #hasPrompt({ runtime, currentTaskId }: Session): boolean {
    const found = this.#world.runtimes.all.find(({ name }) => name === runtime);
    return found?.abilities.firstPrompt !== "typed" && currentTaskId !== null;
  }
}

const BEGUN: TurnSignal = { kind: "prompt", text: "" };
const OVER: TurnSignal = { kind: "turn_ended", background: 0, said: null };
