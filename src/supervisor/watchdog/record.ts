import { isOpen, isSpawned, type Session } from "../../domain/session.ts";
import type { Declared, Evidence } from "../../domain/watchdog/evidence.ts";
import { climb, type Ladder, OFF_LADDER } from "../../domain/watchdog/ladder.ts";
import {
  type RecordedEnding,
  type RecordedSilence,
  SILENCE_SHARE,
  type WatchLogKind,
} from "../../domain/watchdog/log-entry.ts";
import { type LadderStep, STEPS, type WatchPolicy } from "../../domain/watchdog/policy.ts";
import type { Verdict } from "../../domain/watchdog/verdict.ts";
import { recordEscalation, setAttention, transition, type Wait } from "../../store/session-changes.ts";
import { requireSession } from "../../store/sessions.ts";
import type { Transaction } from "../../store/store.ts";
import { appendWatchLog } from "../../store/watch-log.ts";
import type { Watch } from "../../store/watches.ts";
import { holdOf } from "./hold.ts";

/** A session as it was just judged. */
export interface Judged {
  session: Session;
  watch: Watch;
  policy: WatchPolicy;
  verdict: Verdict;
}

/** What a judgement changes of a watch. */
export type Standing = Pick<Watch, "verdict" | "verdictAt" | "ladder">;

/** One of overstory's own that runs, and that nobody is ending. */
export const isWatchable = (session: Session): boolean =>
  isSpawned(session) &&
  isOpen(session.state) &&
  session.exitedAt === null &&
  session.stopCause === null &&
  session.dismissedAt === null;

/** Writes what follows from a verdict for the session's state, what it waits for, and the records. */
export function recordVerdict(tx: Transaction, judged: Judged, observed: number): void {
  const { session, watch, policy, verdict } = judged;
  const before = watch.verdict;
  if (before && verdict.movedAt - before.movedAt >= policy.staleMs * SILENCE_SHARE)
    log(tx, judged, observed, "silence", { silence: silenceOf(before) });
  if (before === null || isNews(before, verdict)) log(tx, judged, observed, "verdict");
  if (verdict.verdict === "unknown" || verdict.verdict === "gone") return;
  if (verdict.verdict === "stalled" && session.state === "working") transition(tx, session.id, "stalled");
  if (verdict.verdict !== "stalled" && session.state === "stalled") transition(tx, session.id, "working");
  const wait = holdOf(tx.db, session, watch.evidence.turn !== "none") ?? waitOf(judged);
  if (!isKnown(session, wait)) setAttention(tx, session, wait);
}

/** Whether a session is silent or loud while it works is no news. */
const isNews = (before: Verdict, { verdict }: Verdict) =>
  before.verdict !== verdict && !(isAtWork(before.verdict) && isAtWork(verdict));

const isAtWork = (name: Verdict["verdict"]) => name === "working" || name === "busy_quiet";

function waitOf({ verdict, watch }: Judged): Wait | null {
  const { declared } = watch.evidence;
  if (verdict.attention === null) return null;
  if (declared?.attention === verdict.attention) return declaredWait(declared);
  return { attention: verdict.attention, reason: verdict.reasons[0] ?? null, until: null };
}

const declaredWait = ({ attention, reason, until }: Declared): Wait => ({ attention, reason, until });

/** Each telling of a limit is a strike against its group, and to see once more what was told before is none. */
const isKnown = ({ attention, attentionReason, attentionUntil }: Session, wait: Wait | null) =>
  attention === (wait?.attention ?? null) &&
  attentionReason === (wait?.reason ?? null) &&
  attentionUntil === (wait?.until ?? null);

/** Writes what an agent has declared, or that it waits no more; what holds it goes before. */
export function recordDeclared(
  tx: Transaction,
  session: Session,
  { declared, turn }: Pick<Evidence, "declared" | "turn">,
): void {
  const hold = holdOf(tx.db, session, turn !== "none");
  setAttention(tx, session, hold ?? (declared === null ? null : declaredWait(declared)));
}

/** What is to be done about a session, after it was written that it would be. */
export interface Due extends Judged {
  step: LadderStep;
}

/**
 * Moves a session on its ladder. Answers where it stands then, and the step that is to be carried out, if any.
 *
 * @param isHeld it fell silent together with too many others: people are told of them as one, and none is ended
 */
export function recordLadder(
  tx: Transaction,
  judged: Judged,
  observed: number,
  isHeld: boolean,
): { ladder: Ladder; due: LadderStep | null } {
  const { session, watch, policy, verdict } = judged;
  const { ladder } = watch;
  if (policy.mode === "off") return { ladder: leaveLadder(tx, judged), due: null };
  if (isHeld && ladder.level !== null && ladder.level >= NUDGED)
    return { ladder: putOff(ladder, observed), due: null };
  const move = climb(ladder, verdict.verdict, policy, observed);
  if (move.do === "reset") return { ladder: leaveLadder(tx, judged), due: null };
  if (move.do === "wait") return retryEnd(judged, observed);
  const acted = policy.mode === "act";
  log(tx, judged, observed, "step", { level: move.level, acted });
  const current = requireSession(tx.db, session.id);
  recordEscalation(tx, current, move.level, { step: move.step, acted, reason: verdict.reasons[0] ?? "" });
  return { ladder: { level: move.level, steppedAt: observed }, due: acted ? move.step : null };
}

function leaveLadder(tx: Transaction, { session, watch }: Judged): Ladder {
  if (watch.ladder.level !== null) recordEscalation(tx, session, 0, null);
  return OFF_LADDER;
}

const NUDGED = STEPS.indexOf("nudge");

/** Those that fell silent together come back one by one: when the last few are held no more, they have an interval yet. */
const putOff = (ladder: Ladder, observed: number): Ladder => ({ ...ladder, steppedAt: observed });

/** A session that was to be ended and is not being ended: the daemon died in between, or it could not be done. */
function retryEnd({ watch, policy, verdict }: Judged, observed: number) {
  const { ladder } = watch;
  const isLate = ladder.level === 3 && observed >= ladder.steppedAt + policy.intervalMs;
  if (!isLate || verdict.verdict !== "stalled" || policy.mode !== "act") return { ladder, due: null };
  return { ladder: putOff(ladder, observed), due: "terminate" as const };
}

/** The session has ended, however it did. */
export function recordEnd(
  tx: Transaction,
  session: Session,
  watch: Watch,
  policy: WatchPolicy,
  observed: number,
): void {
  if (watch.verdict === null) return;
  const { state, stopCause, outcome } = session;
  log(tx, { session, watch, policy, verdict: watch.verdict }, observed, "ended", {
    silence: silenceOf(watch.verdict),
    ending: { state, stopCause, outcome },
  });
}

/** The silence that the verdict was about. */
const silenceOf = ({ movedAt, rule, expiresAt }: Verdict): RecordedSilence => ({
  since: movedAt,
  rule,
  expiresAt,
});

function log(
  tx: Transaction,
  { session, watch, policy, verdict }: Judged,
  observed: number,
  kind: WatchLogKind,
  more: {
    level?: number;
    acted?: boolean;
    silence?: RecordedSilence;
    ending?: RecordedEnding;
  } = {},
): void {
  const { level = null, acted = true, ...detail } = more;
  appendWatchLog(tx, {
    observed,
    sessionId: session.id,
    sessionKey: session.key,
    kind,
    verdict: verdict.verdict,
    rule: verdict.rule,
    level,
    acted,
    detail: { reasons: verdict.reasons, evidence: watch.evidence, policy, ...detail },
  });
}
