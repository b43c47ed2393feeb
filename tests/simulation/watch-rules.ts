import type { Database } from "bun:sqlite";
import { isOpen, type Session } from "../../src/domain/session.ts";
import { STEPS, type WatchPolicy } from "../../src/domain/watchdog/policy.ts";
import type { VerdictName } from "../../src/domain/watchdog/verdict.ts";
import { getSession } from "../../src/store/sessions.ts";
import type { Store } from "../../src/store/store.ts";
import { BEAT_MS } from "../../src/supervisor/watchdog/observed-clock.ts";
import type { SimulatedAgent } from "./agent.ts";
import { check } from "./check.ts";
import { JournalRules, type SessionRow } from "./journal-rules.ts";
import type { World } from "./world.ts";

/** What the watchdog wrote down. */
interface LogRow {
  id: number;
  sessionId: string;
  kind: "verdict" | "step" | "silence" | "ended";
  verdict: VerdictName;
  level: number | null;
  acted: number;
}

/** What the watchdog makes of a session. */
interface Watched {
  verdict: VerdictName | null;
  reason: string | null;
  level: number | null;
}

/** The truth about a session's standing still, and the last step that was taken about it. */
interface Standing {
  /** `VirtualTime.seen` until which something moved, excused it, or kept the watchdog from seeing it. */
  goodUntil: number;
  level: number | null;
  steppedAt: number;
  /** `VirtualTime.seen` at which it was first known to have moved since that step. */
  movedSince: number | null;
}

/** How far the watchdog's view may be off because it looks only now and then. */
export interface Slack {
  /** It may act that much earlier than by the truth. */
  earlyMs: number;
  /** And that much later. */
  lateMs: number;
}

/**
 * What must hold in every schedule, after every step. It is judged by the truth of the world, not by what the watchdog
 * knows of it.
 */
export class WatchRules {
  readonly #world: World;
  readonly #db: Database;
  readonly #policy: WatchPolicy;
  readonly #journal: JournalRules;
  readonly #standings = new Map<string, Standing>();
  #logCursor = 0;
  readonly #slack: Slack;
  /** `VirtualTime.seen` until which nothing could be done to agents. */
  #refusedUntil = 0;
  /** `VirtualTime.seen` of the last time that so many stood still together that none may be ended. */
  #togetherAt = Number.NEGATIVE_INFINITY;
  /** `VirtualTime.seen` of each time that the daemon was frozen or killed: it may be wrong by a little after it. */
  readonly #gaps: number[] = [];

  constructor(world: World, store: Store, policy: WatchPolicy, slack: Slack) {
    this.#world = world;
    this.#db = store.db;
    this.#journal = new JournalRules(store);
    this.#policy = policy;
    this.#slack = slack;
  }

  check(): void {
    if (this.#world.wasBlind) this.#gaps.push(this.#world.time.seen);
    const sessions = this.#journal.check();
    this.#checkLog();
    for (const session of sessions) {
      const agent = this.#world.agents.get(session.id);
      if (agent && isOpen(session.state)) this.#checkStanding(session, agent);
    }
    if (this.#world.silentTogether > ALLOWED_TOGETHER) this.#togetherAt = this.#world.time.seen;
    if (this.#world.refuses) this.#refusedUntil = this.#world.time.seen;
    this.#world.wasBlind = false;
    this.#world.wasBlindForLong = false;
  }

  /** To be called before anything is done to a session for standing still. */
  checkAct(session: Session, act: keyof typeof ACTED_AT): void {
    const { mode, top } = this.#policy;
    const { state, stopCause } = getSession(this.#db, session.id) ?? session;
    const agent = this.#agent(session.id);
    const about = `${act} of ${session.key} (${agent.doing})`;
    check(mode === "act", `${about} in ${mode} mode`);
    check(isOpen(state) && stopCause === null, `${about}, which is ${state}, ${stopCause}`);
    check(STEPS.indexOf(top) >= ACTED_AT[act], `${about} past the top, ${top}`);
    check(agent.isAlive, `${about}, which is dead`);
    check(!agent.isExcused, `${about}, which has a reason to be silent`);
    const rightMs = this.#patienceMs(agent) + ACTED_AT[act] * this.#policy.intervalMs;
    const neededMs = rightMs - this.#earlyMs(agent.shownAt);
    const silentMs = this.#world.time.seen - agent.shownAt;
    check(silentMs >= neededMs, `${about}, which moved ${silentMs} ms ago; ${neededMs} are its right`);
    if (act !== "terminate" && act !== "triaged end") return;
    const aloneMs = this.#world.time.seen - this.#togetherAt;
    const isTogether = agent.isCutOff && aloneMs < this.#policy.intervalMs - this.#slack.earlyMs;
    check(!isTogether, `${about}, which was cut off together with too many others ${aloneMs} ms ago`);
  }

  /** By so much a time that is counted from then on may be over too early. */
  #earlyMs(since: number): number {
    return this.#slack.earlyMs + GAP_MS * this.#gaps.filter((at) => at >= since).length;
  }

  /** And by so much too late: a new daemon goes on from what was written last, and looks a little later. */
  #lateMs(since: number): number {
    return this.#slack.lateMs + this.#slack.earlyMs * this.#gaps.filter((at) => at >= since).length;
  }

  /** From now on it has its whole time again. */
  excuse(sessionId: string): void {
    this.#standing(sessionId).goodUntil = this.#world.time.seen;
  }

  /** How long it may stand still before it is stalled. */
  #patienceMs(agent: SimulatedAgent): number {
    return agent.hasBooted ? this.#policy.staleMs : this.#policy.bootMs;
  }

  /** What an animated screen showed is only known from looks that come late. */
  #doubtMs({ life, hasBooted }: SimulatedAgent): number {
    return life.isAnimated && hasBooted ? this.#policy.staleMs / 4 + this.#slack.earlyMs : 0;
  }

  #checkLog(): void {
    const rows = this.#db
      .query<LogRow, [number]>(
        `SELECT id, session_id AS sessionId, kind, verdict, level, acted FROM watch_log WHERE id > ? ORDER BY id`,
      )
      .all(this.#logCursor);
    for (const row of rows) {
      this.#logCursor = row.id;
      const standing = this.#standing(row.sessionId);
      if (row.kind === "step") this.#checkStep(row, standing);
      else if (row.kind === "verdict") this.#checkVerdict(row, standing);
    }
  }

  /** Only the dead are gone; and whoever leaves the ladder has moved, or has a reason to be silent. */
  #checkVerdict({ sessionId, verdict }: LogRow, standing: Standing): void {
    const agent = this.#agent(sessionId);
    const about = `${agent.doing}, which is taken for ${verdict}`;
    check(verdict !== "gone" || !agent.isAlive, about);
    if (standing.level === null || !isBetter(verdict)) return;
    const goodUntil = Math.max(agent.movedAt, standing.goodUntil);
    const isGood = agent.isExcused || this.#world.isBlindTo(sessionId) || this.#world.wasBlindForLong;
    check(
      isGood || goodUntil >= standing.steppedAt - this.#slack.lateMs,
      `${about} after step ${standing.level}`,
    );
    standing.level = null;
  }

  #checkStep({ sessionId, verdict, level, acted }: LogRow, standing: Standing): void {
    const { intervalMs, mode, top } = this.#policy;
    const { seen } = this.#world.time;
    const agent = this.#agent(sessionId);
    const about = `step ${level} about ${agent.doing}`;
    check(verdict === "stalled", `${about} on the verdict ${verdict}`);
    check(level !== null && level <= STEPS.indexOf(top), `${about} past the top, ${top}`);
    check(level === (standing.level === null ? 0 : standing.level + 1), `${about} after ${standing.level}`);
    check(mode === "act" || acted === 0, `${about} was acted on in ${mode} mode`);
    const sinceMs = seen - standing.steppedAt;
    if (standing.level !== null)
      check(sinceMs >= intervalMs - this.#earlyMs(standing.steppedAt), `${about} after ${sinceMs} ms`);
    const movingMs = standing.level === null ? 0 : seen - (standing.movedSince ?? seen);
    check(movingMs <= this.#slack.earlyMs, `${about}, which has moved again for ${movingMs} ms`);
    standing.level = level;
    standing.steppedAt = seen;
    standing.movedSince = null;
  }

  #checkStanding(session: SessionRow, agent: SimulatedAgent): void {
    const { time } = this.#world;
    const standing = this.#standing(session.id);
    const isHidden = this.#world.wasBlindForLong || this.#world.isBlindTo(session.id);
    if (isHidden || agent.isExcused || agent.isBelievedExcused(time.seen)) standing.goodUntil = time.seen;
    if (agent.shownAt > standing.steppedAt + this.#slack.earlyMs && !isHidden)
      standing.movedSince ??= time.seen;
    if (session.stopCause !== null) return;
    if (agent.isAlive) this.#checkStuck(session, agent, standing);
    else this.#checkDead(session, agent, isHidden);
  }

  /** Nothing has moved for too long, and nothing excuses it: that is known, and what is to be done is done in time. */
  #checkStuck(session: SessionRow, agent: SimulatedAgent, standing: Standing): void {
    const { time } = this.#world;
    const since = Math.max(standing.goodUntil, agent.movedAt);
    const overMs = time.seen - since - this.#patienceMs(agent) - this.#doubtMs(agent) - this.#lateMs(since);
    // A new daemon needs a look to hold the next one against.
    const isNewDaemon = time.seen - (this.#gaps.at(-1) ?? 0) <= this.#slack.earlyMs;
    if (overMs <= 0 || isNewDaemon) return;
    const about = `${session.key} (${agent.doing}), stalled ${overMs} ms ago,`;
    const watch = this.#watch(session.id);
    check(watch?.verdict === "stalled", `${about} is taken for ${watch?.verdict}: ${watch?.reason}`);
    check(session.state !== "working", `${about} is ${session.state}`);
    this.#checkClimbed(about, standing, overMs);
  }

  #checkDead({ id, key }: SessionRow, agent: SimulatedAgent, isHidden: boolean): void {
    const deadMs = this.#world.time.seen - agent.movedAt - this.#slack.lateMs;
    const verdict = this.#watch(id)?.verdict;
    check(isHidden || deadMs <= 0 || verdict === "gone", `${key} is dead and is taken for ${verdict}`);
  }

  /** One step at once, and one more with each interval, as far as the policy lets. */
  #checkClimbed(about: string, standing: Standing, overMs: number): void {
    const { intervalMs, top, mode } = this.#policy;
    const { seen } = this.#world.time;
    const stepMs = intervalMs + this.#slack.lateMs;
    const expected = Math.min(
      STEPS.indexOf(top),
      Math.floor(overMs / stepMs),
      ACTED_AT.nudge + Math.floor((seen - this.#togetherAt) / stepMs),
    );
    check((standing.level ?? -1) >= expected, `${about} is only at level ${standing.level}`);
    if (standing.level !== ACTED_AT.terminate || mode !== "act") return;
    const { steppedAt, goodUntil } = standing;
    const hinderedUntil = Math.max(steppedAt, goodUntil, this.#refusedUntil, this.#togetherAt + stepMs);
    const waitedMs = seen - hinderedUntil;
    check(
      waitedMs <= intervalMs + this.#lateMs(hinderedUntil),
      `${about} is not being ended after ${waitedMs} ms`,
    );
  }

  #watch(sessionId: string): Watched | null {
    return this.#db
      .query<Watched, [string]>(
        `SELECT json_extract(verdict, '$.verdict') AS verdict, json_extract(verdict, '$.reasons') AS reason,
           ladder_level AS level FROM watches WHERE session_id = ?`,
      )
      .get(sessionId);
  }

  #agent(id: string): SimulatedAgent {
    const agent = this.#world.agents.get(id);
    if (!agent) throw new Error(`there is no agent of ${id}`);
    return agent;
  }

  #standing(id: string): Standing {
    const known = this.#standings.get(id);
    if (known) return known;
    const made = { goodUntil: 0, level: null, steppedAt: 0, movedSince: null };
    this.#standings.set(id, made);
    return made;
  }
}

const isBetter = (verdict: VerdictName) => !["stalled", "unknown", "gone"].includes(verdict);

/** A daemon that was frozen counts so much of the time that it did not see. */
const GAP_MS = 2 * BEAT_MS;

/** So many may fall silent together and be ended all the same. */
const ALLOWED_TOGETHER = 5;

/** The level from which on each is done. */
const ACTED_AT = { nudge: 1, triage: 2, "triaged end": 2, terminate: 3 } as const;
