import type { ScreenReading } from "../../domain/agent/screen-reading.ts";
import type { AgentSignal } from "../../domain/agent/signal.ts";
import type { Turn } from "../../domain/agent/turn.ts";
import type { Session } from "../../domain/session.ts";
import type { Reading } from "../../domain/watchdog/findings.ts";
import { keepOnly } from "../../keep-only.ts";
import { sessionLogs } from "../../paths.ts";
import { getTurn } from "../../store/turns.ts";
import { readGrowth } from "../watchdog/output-growth.ts";
import type { World } from "../world.ts";
import { askedBy } from "./asked-on-screen.ts";
import { lookAtPane } from "./look-at-pane.ts";
import type { SpoolReader } from "./spool-reader.ts";

/** What its hooks told this shortly ago may not be on its screen yet. */
const SETTLES_MS = 3000;

type ScreenWorld = Pick<World, "store" | "paths" | "tmux" | "runtimes" | "clock">;

interface Seen {
  /** Its output at the last sweep, and when its screen was last looked at. */
  output: Reading;
  lookedAt: Reading | null;
  /** Looks in a row at which its dialog was gone. */
  gone: number;
}

/**
 * Notices on the screens of agents what their hooks do not tell, where no file of theirs does: that a turn was broken off, that
 * something is asked, that it was answered. Looks only when the output says that there may be something new.
 */
export class ScreenWatch {
  readonly #world: ScreenWorld;
  readonly #agent: Pick<SpoolReader, "take" | "takeIn" | "heardAt">;
  readonly #seen = new Map<string, Seen>();

  constructor(world: ScreenWorld, agent: Pick<SpoolReader, "take" | "takeIn" | "heardAt">) {
    this.#world = world;
    this.#agent = agent;
  }

  /** @param sessions all that are open */
  async sweep(sessions: readonly Session[]): Promise<void> {
    const ids = new Set(sessions.map(({ id }) => id));
    keepOnly(this.#seen, ids);
    await Promise.all(sessions.filter((one) => this.#isWatched(one)).map((one) => this.#visit(one)));
  }

  #isWatched({ runtime, mode, agent, exitedAt }: Session): boolean {
    const found = this.#world.runtimes.all.find(({ name }) => name === runtime);
    const tells = found?.readHook !== undefined && found.statusFile === undefined;
    return tells && mode === "interactive" && agent !== null && exitedAt === null;
  }

  async #visit(session: Session): Promise<void> {
    await this.#agent.takeIn(session.id);
    const turn = getTurn(this.#world.store.db, session.id);
    const output = readGrowth(sessionLogs(this.#world.paths, session.key));
    const before = this.#seen.get(session.id);
    // At the first sweep it is not known for how long nothing was written: the end of the turn may be about to be told.
    const isQuiet = output === before?.output;
    const seen: Seen = { lookedAt: null, gone: 0, ...before, output };
    this.#seen.set(session.id, seen);
    if (turn === null || turn.state === "starting" || (turn.ask === null && !isQuiet)) return;
    if (output === seen.lookedAt || (turn.ask === null && !mayAsk(turn))) return;
    const heardAt = this.#agent.heardAt(session.id) ?? turn.since;
    if (this.#world.clock() - heardAt < SETTLES_MS) return;
    const reading = await lookAtPane(this.#world, session);
    if ("unknown" in reading) return;
    seen.lookedAt = seen.gone > 0 || turn.ask === null ? output : seen.lookedAt;
    await this.#takeIn(session, turn, reading, seen);
  }

  async #takeIn({ id }: Session, turn: Turn, reading: ScreenReading, seen: Seen): Promise<void> {
    if (turn.ask !== null) {
      seen.gone = showsInput(reading) ? seen.gone + 1 : 0;
      if (seen.gone < 2) return;
      seen.gone = 0;
      await this.#agent.take(id, [{ kind: "answered" }], turn);
    } else if (reading.dialog) await this.#agent.take(id, [askedBy(reading.dialog)], turn);
    else if (reading.screen === "ready" && turn.state === "working")
      await this.#agent.take(id, [endOnScreen(reading)], turn);
  }
}

/** Some say that they take prompts, and then ask for a login before the first. */
const mayAsk = ({ state, count }: Turn): boolean => state === "working" || count === 0;

/** A dialog of a form that is not known reads as a program of its own, or as plain text. */
const showsInput = ({ screen, dialog }: ScreenReading): boolean =>
  dialog === null && (screen === "ready" || screen === "busy" || screen === "limit");

/** How the turn of an agent has ended that waits for its next prompt: some tell on their screen alone what broke it off. */
const endOnScreen = ({ fault }: ScreenReading): AgentSignal =>
  fault === null || fault.isRetrying ? { kind: "interrupted" } : { kind: "turn_failed", fault };
