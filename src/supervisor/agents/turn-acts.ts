import type { AfterTurn } from "../../domain/agent/after-turn.ts";
import type { ScreenReading } from "../../domain/agent/screen-reading.ts";
import type { Session } from "../../domain/session.ts";
import type { Report } from "../../domain/watchdog/report.ts";
import { describeError } from "../../errors.ts";
import {
  type IdleAgent,
  isStillIdle,
  type Reminder,
  recordDismissal,
  recordReminder,
} from "../../store/after-turn.ts";
import { groupOf, strikeLimit } from "../../store/limits.ts";
import { insertMessage } from "../../store/messages.ts";
import { takeNotices } from "../../store/notices.ts";
import { getSession } from "../../store/sessions.ts";
import type { Transaction } from "../../store/store.ts";
import type { Stopper } from "../stopper.ts";
import type { World } from "../world.ts";

/** How long a text for an agent that waits for it may take to be typed. */
const PATIENCE_MS = 10 * 60_000;
/** After that a person is asked what becomes of a text that stands in the input of an agent that is done. */
const DRAFT_MS = 5 * 60_000;
const LOOK_MS = 5000;
/** Work that a person was asked about may be seen to by hand. */
const ASKED_MS = 30_000;

export interface TurnHands {
  /** What its screen shows, or why that cannot be seen. */
  lookAt(session: Session): Promise<ScreenReading | { unknown: string }>;
  stopper: Pick<Stopper, "carryOut">;
  /** Messages that were put on record are carried into the session's pane. */
  deliver(sessionId: string): void;
  takeReports(tx: Transaction, sessionId: string, reports: readonly Report[]): void;
  /** Resolves when all that its hooks have told so far is taken in. */
  takeIn(sessionId: string): Promise<void>;
}

/** Does what was decided about an agent whose turn is over, unless its next turn has begun meanwhile. */
export class TurnActs {
  readonly #world: Pick<World, "store" | "clock" | "log">;
  readonly #hands: TurnHands;

  constructor(world: Pick<World, "store" | "clock" | "log">, hands: TurnHands) {
    this.#world = world;
    this.#hands = hands;
  }

  /** Answers when to look at it again, ms UTC; null when something has to happen first. */
  async carryOut(agent: IdleAgent, decided: AfterTurn): Promise<number | null> {
    switch (decided.do) {
      case "wait":
        return decided.until;
      case "dismiss":
        return this.#dismiss(agent, decided.why);
      case "remind":
        return this.#tell(agent, { why: "unfinished", ...decided });
      case "go_on":
        return this.#tell(agent, { why: "fault", number: 1, commits: 0, ...decided });
      case "notify":
        return this.#tell(agent, { why: "notice", number: 1, commits: 0, ...decided });
      case "strike":
        return this.#strike(agent);
      case "ask":
        return this.#ask(agent, decided.reason);
    }
  }

  /** Not under the hands of somebody who types into it. */
  async #dismiss(agent: IdleAgent, why: string): Promise<number | null> {
    const { store, clock, log } = this.#world;
    const { session, turn } = agent;
    const reading = await this.#hands.lookAt(session);
    const isFree = !("unknown" in reading) && reading.dialog === null && reading.screen !== "busy";
    if (!isFree) return clock() + LOOK_MS;
    if (reading.draft)
      return clock() < turn.since + DRAFT_MS
        ? clock() + LOOK_MS
        : this.#ask(agent, "its work is done, and a text stands in its input that was not submitted");
    await this.#hands.takeIn(session.id);
    if (!(await store.write((tx) => recordDismissal(tx, agent, why)))) return clock() + LOOK_MS;
    this.#hands.stopper
      .carryOut(session.id, false)
      .catch((error) => log.error(`${session.key} could not be ended: ${describeError(error)}`, error));
    return null;
  }

  /** The text and that it was told are put on record together: it is told neither twice nor never. */
  async #tell(agent: IdleAgent, { why, text, number, commits }: Reminder): Promise<null> {
    const isTold = await this.#write(agent, (tx) => {
      const wish = {
        text,
        origin: "supervisor",
        submit: true,
        requestId: null,
        patienceMs: PATIENCE_MS,
      } as const;
      insertMessage(tx, agent.session, wish);
      recordReminder(tx, agent, { why, text, number, commits });
      if (why === "notice") takeNotices(tx, agent.session.id);
    });
    if (isTold) this.#hands.deliver(agent.session.id);
    return null;
  }

  async #strike(agent: IdleAgent): Promise<null> {
    const { session, turn } = agent;
    const { fault } = turn;
    if (fault === null) return null;
    const kind = fault.cause === "auth" ? "auth" : "limited";
    await this.#write(agent, (tx) =>
      strikeLimit(tx, { group: groupOf(session), kind, cause: fault.text, until: fault.until }, session),
    );
    return null;
  }

  async #ask(agent: IdleAgent, reason: string): Promise<number | null> {
    await this.#write(agent, (tx, current) => {
      if (current.attention === "question" && current.attentionReason === reason) return;
      this.#hands.takeReports(tx, current.id, [
        { kind: "wait", attention: "question", reason, by: "supervisor" },
      ]);
    });
    return this.#world.clock() + ASKED_MS;
  }

  /** False when its next turn has begun, or it is being ended. */
  #write(agent: IdleAgent, work: (tx: Transaction, session: Session) => void): Promise<boolean> {
    return this.#world.store.write((tx) => {
      const current = getSession(tx.db, agent.session.id);
      if (!current || !isStillIdle(tx.db, agent)) return false;
      work(tx, current);
      return true;
    });
  }
}
