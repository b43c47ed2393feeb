import { watchPolicy } from "../../config/watchdog.ts";
import type { Settings } from "../../config.ts";
import type { Turn } from "../../domain/agent/turn.ts";
import type { Session } from "../../domain/session.ts";
import { heldTogether } from "../../domain/watchdog/brake.ts";
import type { Evidence } from "../../domain/watchdog/evidence.ts";
import type { Explanation } from "../../domain/watchdog/explanation.ts";
import { type Findings, nextBaseline, takeIn } from "../../domain/watchdog/findings.ts";
import type { WatchPolicy } from "../../domain/watchdog/policy.ts";
import type { Report } from "../../domain/watchdog/report.ts";
import { endLimits, takeReport } from "../../domain/watchdog/take-report.ts";
import { isScreenDue, takeScreen } from "../../domain/watchdog/take-screen.ts";
import { withTurn } from "../../domain/watchdog/turn-evidence.ts";
import { judge, type Rule, type Verdict } from "../../domain/watchdog/verdict.ts";
import type { Logger } from "../../log.ts";
import { saveObserved } from "../../store/observed-time.ts";
import { getSession, listOpenSessions } from "../../store/sessions.ts";
import type { Store, Transaction } from "../../store/store.ts";
import { getTurn, listTurns } from "../../store/turns.ts";
import { listWatches, removeWatch, saveWatch, type Watch } from "../../store/watches.ts";
import type { Signs } from "../alerts/signs.ts";
import { Announcer } from "./announcer.ts";
import { freshWatch } from "./fresh-watch.ts";
import { holdOf } from "./hold.ts";
import type { Actions, Senses } from "./ports.ts";
import {
  type Due,
  isWatchable,
  type Judged,
  recordDeclared,
  recordEnd,
  recordLadder,
  recordVerdict,
  type Standing,
} from "./record.ts";
import { Steps } from "./steps.ts";

export interface WatchdogParts {
  store: Store;
  settings: Pick<Settings, "watchdog">;
  /** ms UTC */
  clock: () => number;
  observed: { now(): number };
  senses: Senses;
  actions: Actions;
  signs: Signs;
  log: Logger;
}

/**
 * Watches the open sessions. A sweep looks at all of them together, judges each by what the look adds to what was known,
 * and takes the next step about those that stand still. What it knows is saved with every sweep, so that the next daemon
 * goes on from there; a step is on record before it is taken.
 */
export class Watchdog {
  readonly #parts: WatchdogParts;
  readonly #announcer: Announcer;
  readonly #steps: Steps;
  readonly #watches: Map<string, Watch>;
  /** Those that the last sweep has found fallen silent together. */
  #held: ReadonlySet<string> = new Set();

  constructor(parts: WatchdogParts) {
    this.#parts = parts;
    this.#announcer = new Announcer(parts.signs);
    this.#steps = new Steps(parts, {
      verdictOn: (session, watch, policy) => this.#verdictOn(session, watch, policy),
      isStillStalled: (session) => this.#isStillStalled(session),
    });
    this.#watches = new Map(listWatches(parts.store.db).map((watch) => [watch.sessionId, takenOver(watch)]));
  }

  /** One round. Not to be called while one is under way. */
  async sweep(): Promise<void> {
    const { store, senses } = this.#parts;
    const sessions = listOpenSessions(store.db).filter(isWatchable);
    const ids = new Set(sessions.map(({ id }) => id));
    senses.keepOnly(ids);
    await this.#forgetOthers(ids);
    const findings = sessions.length > 0 ? await senses.look(sessions) : new Map<string, Findings>();
    const known = sessions.filter(({ id }) => findings.has(id) || this.#watches.has(id));
    const turns = new Map(listTurns(store.db).map((turn) => [turn.sessionId, turn]));
    for (const session of known)
      this.#takeIn(session, findings.get(session.id), turns.get(session.id) ?? null);
    const judged = await Promise.all(known.map((session) => this.#judge(session)));
    this.#held = this.#brake(judged);
    const due = await this.#record(judged, this.#held);
    await Promise.all(due.map((step) => this.#steps.take(step)));
  }

  /** An agent tells something of itself. What it waits for is on its session at once. */
  async report(sessionId: string, report: Report): Promise<void> {
    await this.#parts.store.write((tx) => this.takeReports(tx, sessionId, [report]));
  }

  /** The same, as part of the change that they come with. */
  takeReports(tx: Transaction, sessionId: string, reports: readonly Report[]): void {
    const session = getSession(tx.db, sessionId);
    if (!session || !isWatchable(session) || reports.length === 0) return;
    const { observed } = this.#parts;
    const watch = this.#watchOf(session);
    const { toolMs } = this.#policyOf(session);
    for (const report of reports) watch.evidence = takeReport(watch.evidence, report, observed.now(), toolMs);
    watch.evidence = withTurn(watch.evidence, getTurn(tx.db, sessionId), session);
    recordDeclared(tx, session, watch.evidence);
    saveWatch(tx, watch);
    saveObserved(tx, observed.now());
  }

  /** What is known of a session; null before anything is known, and while it is being ended. */
  explain(session: Session): Explanation | null {
    const watch = this.#watches.get(session.id);
    if (!watch || !isWatchable(session)) return null;
    const policy = this.#policyOf(session);
    const now = this.#verdictOn(session, watch, policy);
    // Until its screen was looked at it is not stalled, so the verdict of the last sweep stands.
    const isUnasked = now.rule === "no_movement" && watch.evidence.screen === null;
    const { evidence, verdictAt, ladder } = watch;
    return {
      evidence,
      verdictAt,
      ladder,
      verdict: isUnasked ? (watch.verdict ?? now) : now,
      policy,
      observed: this.#parts.observed.now(),
      isHeld: this.#held.has(session.id),
    };
  }

  #policyOf({ runtime, role }: Session): WatchPolicy {
    return watchPolicy(this.#parts.settings.watchdog, runtime, role);
  }

  #watchOf(session: Session): Watch {
    const watch = this.#watches.get(session.id) ?? freshWatch(session, this.#parts.observed.now());
    this.#watches.set(session.id, watch);
    return watch;
  }

  #takeIn(session: Session, findings: Findings | undefined, turn: Turn | null): void {
    const { observed, clock } = this.#parts;
    const watch = this.#watchOf(session);
    const now = observed.now();
    const hasBooted = session.state !== "booting";
    // The time it took to come to life is not taken from the time it has to move.
    const startedAt = hasBooted && !watch.evidence.hasBooted ? now : watch.evidence.startedAt;
    const known = withTurn({ ...watch.evidence, hasBooted, startedAt }, turn, session);
    const before = endLimits(known, { observed: now, wall: clock() });
    if (!findings) {
      watch.evidence = { ...before, process: { unknown: "it was not seen at the last look" } };
      return;
    }
    watch.evidence = takeIn(before, watch.baseline, findings, now, this.#policyOf(session).cpuShare);
    watch.baseline = nextBaseline(watch.baseline, findings, now);
  }

  /** The screen is asked for only where it counts, see `isScreenDue`. */
  async #judge(session: Session): Promise<Judgement> {
    const { senses, observed } = this.#parts;
    const watch = this.#watchOf(session);
    const policy = this.#policyOf(session);
    const isAnimated = senses.isAnimated(session);
    watch.evidence = { ...watch.evidence, screen: null };
    const verdict = this.#verdictOn(session, watch, policy);
    if (!isScreenDue(verdict, policy, observed.now(), isAnimated))
      return { session, watch, evidence: watch.evidence, policy, verdict };
    const look = await senses.readScreen(session);
    // Something may have been reported meanwhile, so the evidence is taken anew.
    watch.evidence = takeScreen(watch.evidence, look, observed.now(), isAnimated);
    return {
      session,
      watch,
      evidence: watch.evidence,
      policy,
      verdict: this.#verdictOn(session, watch, policy),
    };
  }

  /** The judgement of a session as it is now, at which something may have been reported since it was made. */
  #current(one: Judgement, session: Session): Judged {
    const { watch, evidence, policy } = one;
    const verdict = watch.evidence === evidence ? one.verdict : this.#verdictOn(session, watch, policy);
    return { session, watch, policy, verdict };
  }

  /** What holds a session explains its silence, whatever its agent last told. */
  #verdictOn(session: Session, { evidence }: Watch, policy: WatchPolicy): Verdict {
    const { store, observed, clock } = this.#parts;
    const now = { observed: observed.now(), wall: clock() };
    const hold = holdOf(store.db, session, evidence.turn !== "none");
    const declared = hold === null ? evidence.declared : { ...hold, declaredAt: now.observed };
    return judge({ ...evidence, declared }, policy, now);
  }

  /** Ids of those that must not be ended, because too many fell silent together with them. */
  #brake(judged: readonly Judged[]): Set<string> {
    // One that cannot be seen now is counted with the others, or a failing sight would hide how many they are.
    const silent = judged.filter(({ verdict: { rule } }) => UNMOVED.includes(rule));
    const since = new Map(silent.map(({ session, verdict }) => [session.id, verdict.movedAt]));
    const held = heldTogether(since, judged.length);
    this.#announcer.fleet(
      silent.filter(({ session }) => held.has(session.id)).map(({ session }) => session.key),
    );
    return held;
  }

  /** Writes what was found and what is to be done; answers that. */
  async #record(judged: readonly Judgement[], held: ReadonlySet<string>): Promise<Due[]> {
    if (judged.length === 0) return [];
    const { store, observed } = this.#parts;
    const now = observed.now();
    const recorded = await store.write((tx) => {
      saveObserved(tx, now);
      return judged.flatMap((one) => {
        const session = getSession(tx.db, one.session.id);
        if (!session || !isWatchable(session)) return [];
        const current = this.#current(one, session);
        recordVerdict(tx, current, now);
        const { ladder, due } = recordLadder(tx, current, now, held.has(session.id));
        const { watch, verdict } = current;
        const verdictAt = watch.verdict?.verdict === verdict.verdict ? watch.verdictAt : tx.at;
        const standing: Standing = { verdict, verdictAt, ladder };
        saveWatch(tx, { ...watch, ...standing });
        return [{ ...current, standing, due }];
      });
    });
    for (const { session, watch, verdict, policy, standing } of recorded) {
      Object.assign(watch, standing);
      this.#announcer.judged(session, verdict, policy, now);
    }
    return recorded.flatMap(({ due, ...one }) => (due === null ? [] : [{ ...one, step: due }]));
  }

  /** It may have moved since it was judged, so it is looked at once more. */
  async #isStillStalled(session: Session): Promise<boolean> {
    const findings = await this.#parts.senses.look([session]);
    this.#takeIn(session, findings.get(session.id), getTurn(this.#parts.store.db, session.id));
    const { verdict } = await this.#judge(session);
    return verdict.verdict === "stalled";
  }

  async #forgetOthers(ids: ReadonlySet<string>): Promise<void> {
    const { store, observed } = this.#parts;
    const others = [...this.#watches.values()].filter(({ sessionId }) => !ids.has(sessionId));
    if (others.length === 0) return;
    await store.write((tx) => {
      for (const watch of others) {
        const session = getSession(tx.db, watch.sessionId);
        if (session) recordEnd(tx, session, watch, this.#policyOf(session), observed.now());
        if (session) this.#announcer.forget(session.key);
        removeWatch(tx, watch.sessionId);
      }
    });
    for (const { sessionId } of others) this.#watches.delete(sessionId);
  }
}

/** A judgement, and what it was made on. */
type Judgement = Judged & { evidence: Evidence };

/** What the brake counts: when many do not come to life at once, the machine is what failed. */
const UNMOVED: readonly Rule[] = ["no_movement", "work_unseen", "boot_overdue"];

/** The writes of a worktree are counted anew by each daemon; every other counter outlives it. */
function takenOver(watch: Watch): Watch {
  const { baseline } = watch;
  if (baseline === null) return watch;
  const files = { unknown: "it was counted by an earlier daemon" };
  return { ...watch, baseline: { ...baseline, counters: { ...baseline.counters, files } } };
}
