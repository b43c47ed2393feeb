import type { Ending } from "../domain/outcome.ts";
import {
  type Attention,
  isOpen,
  type Outcome,
  type PaneAddress,
  type ProcessIdentity,
  type Session,
  type SessionPhase,
  type SessionState,
  type StopCause,
  sourcesOf,
} from "../domain/session.ts";
import type { LadderStep } from "../domain/watchdog/policy.ts";
import { OverstoryError } from "../errors.ts";
import { closeStack } from "./context.ts";
import { encode } from "./json-columns.ts";
import { groupOf, strikeLimit } from "./limits.ts";
import { IS_OPEN } from "./session-row.ts";
import { requireSession } from "./sessions.ts";
import type { Transaction } from "./store.ts";

/** What may change together with a state; what is left out stays. */
export interface StateChange {
  reason?: string;
  outcome?: Outcome | null;
  phase?: SessionPhase;
}

const move = (to: SessionState): string =>
  `UPDATE sessions SET state = $to, reason = coalesce($reason, reason), outcome = coalesce($outcome, outcome),
     phase = coalesce($phase, phase), last_activity_at = iif($moves, $at, last_activity_at),
     ended_at = iif($ends, coalesce(ended_at, $at), NULL), ended_limited = iif($ends AND ended_at IS NULL, attention IS 'limited', ended_limited),
     attention = iif($ends, NULL, attention), attention_reason = iif($ends, NULL, attention_reason),
     attention_until = iif($ends, NULL, attention_until),
     active_ms = active_ms + iif($ends, max(0, iif($to = 'zombie', last_activity_at, $at) - coalesce(active_since, $at)), 0),
     active_since = iif($ends, NULL, active_since),
     stalled_since = iif($to = 'stalled', $at, NULL), escalation_level = iif($to = 'working', 0, escalation_level)
   WHERE id = $id AND state IN (${sourcesOf(to)
     .map((state) => `'${state}'`)
     .join(", ")})`;

const MOVES: Record<SessionState, string> = {
  booting: move("booting"),
  working: move("working"),
  stalled: move("stalled"),
  zombie: move("zombie"),
  completed: move("completed"),
};

/**
 * Moves a session along the transition table by compare-and-swap. Throws `conflict`, naming what the row holds, when it
 * is not where the move may start.
 */
export function transition(tx: Transaction, id: string, to: SessionState, change: StateChange = {}): Session {
  const { changes } = tx.db.query(MOVES[to]).run({
    id,
    to,
    reason: change.reason ?? null,
    outcome: change.outcome ?? null,
    phase: change.phase ?? null,
    at: tx.at,
    moves: to === "working" ? 1 : 0,
    ends: isOpen(to) ? 0 : 1,
  });
  const session = requireSession(tx.db, id);
  const { outcome, reason, runId, key, name, state } = session;
  if (changes === 0) throw new OverstoryError("conflict", `${key} is ${state}; it cannot become ${to}`);
  if (!isOpen(to)) closeStack(tx, session);
  tx.event(
    `session.${to}`,
    { runId, sessionId: id, taskId: session.currentTaskId },
    { key, name, outcome, reason },
  );
  return session;
}

/** Moves a session to its final state. Its task must have been released or settled in the same transaction. */
export function settleSession(
  tx: Transaction,
  id: string,
  { state, phase, outcome, reason }: Ending,
): Session {
  return transition(tx, id, state, { phase, outcome, reason });
}

/** What a session waits for. */
export interface Wait {
  attention: Attention;
  /** In words. */
  reason: string | null;
  /** When it ends by itself, ms UTC; null when that is not known. */
  until: number | null;
}

/**
 * Says what an open session waits for, or (null) that it waits no more. A limit is one of its whole group, see
 * `domain/limit.ts`. False when the session's own wait was known already, or the session has ended.
 */
export function setAttention(tx: Transaction, { id }: Pick<Session, "id">, wait: Wait | null): boolean {
  const next = wait ?? { attention: null, reason: null, until: null };
  const { changes } = tx.db
    .query(
      `UPDATE sessions SET attention = $attention, attention_reason = $reason, attention_until = $until
       WHERE id = $id AND ${IS_OPEN} AND (attention IS NOT $attention OR attention_reason IS NOT $reason
         OR attention_until IS NOT $until)`,
    )
    .run({ ...next, id });
  if (changes === 0 && wait?.attention !== "limited") return false;
  const session = requireSession(tx.db, id);
  const { key, name, runId, currentTaskId: taskId } = session;
  if (changes > 0) tx.event("session.attention", { runId, sessionId: id, taskId }, { key, name, ...next });
  if (wait?.attention === "limited" && isOpen(session.state)) {
    const cause = wait.reason ?? "a usage limit is reached";
    strikeLimit(tx, { group: groupOf(session), cause, until: wait.until }, session);
  }
  return changes > 0;
}

/** From now on the limits of that group are the session's. */
export function recordLimitGroup(tx: Transaction, id: string, group: string): void {
  tx.db.query("UPDATE sessions SET limit_group = ? WHERE id = ?").run(group, id);
}

/** The outcome of the spawn: where the session lives. Recorded once. */
export function recordSpawn(
  tx: Transaction,
  id: string,
  pane: PaneAddress,
  leader: ProcessIdentity | null,
): void {
  const session = requireSession(tx.db, id);
  tx.db.query("UPDATE sessions SET pane = ?, leader = ? WHERE id = ?").run(encode(pane), encode(leader), id);
  tx.event(
    "session.spawned",
    { runId: session.runId, sessionId: id, taskId: session.currentTaskId },
    { key: session.key, paneId: pane.paneId },
  );
}

/**
 * The agent's own process has started: it is ready in the sense of a runtime that needs nothing more.
 *
 * @param observed observed ms of now
 */
export function recordAgent(
  tx: Transaction,
  id: string,
  agent: ProcessIdentity | null,
  observed: number,
): void {
  tx.db
    .query(
      `UPDATE sessions SET agent = ?1, agent_started_at = ?2, agent_started_observed = ?3, last_activity_at = ?2,
         active_since = ?2
       WHERE id = ?4`,
    )
    .run(encode(agent), tx.at, Math.round(observed), id);
}

/**
 * The agent has ended; how that is to be judged follows. False when it was recorded before.
 *
 * @param exitCode null when it is lost; `why` then says by what
 */
export function recordExit(
  tx: Transaction,
  session: Session,
  exitCode: number | null,
  why: string | null = null,
): boolean {
  const { changes } = tx.db
    .query(
      `UPDATE sessions SET exit_code = ?, exited_at = ?, reason = ? WHERE id = ? AND exited_at IS NULL AND ${IS_OPEN}`,
    )
    .run(exitCode, tx.at, why, session.id);
  if (changes > 0) {
    tx.event(
      "session.exited",
      { runId: session.runId, sessionId: session.id, taskId: session.currentTaskId },
      {
        key: session.key,
        name: session.name,
        exitCode,
      },
    );
  }
  return changes > 0;
}

/** Where the session's branch stands at its end, and how many commits of it are its own. */
export function recordWork(tx: Transaction, id: string, commits: number, headCommit: string | null): void {
  tx.db.query("UPDATE sessions SET commits = ?, head_commit = ? WHERE id = ?").run(commits, headCommit, id);
}

export function recordBase(tx: Transaction, id: string, baseCommit: string): void {
  tx.db.query("UPDATE sessions SET base_commit = ? WHERE id = ?").run(baseCommit, id);
}

/**
 * Records the intent to end it. The first cause stands, but for a person's, which replaces one of our own. False when
 * nothing was recorded.
 */
export function requestStop(tx: Transaction, session: Session, cause: StopCause): boolean {
  const { changes } = tx.db
    .query(
      `UPDATE sessions SET stop_cause = ?1 WHERE id = ?2 AND exited_at IS NULL AND ${IS_OPEN} AND (stop_cause IS NULL
         OR (stop_cause IN ('timeout', 'worktree_lost', 'stalled') AND ?1 IN ('operator', 'run_cancelled')))`,
    )
    .run(cause, session.id);
  if (changes > 0) {
    tx.event(
      "session.stop_requested",
      { runId: session.runId, sessionId: session.id, taskId: session.currentTaskId },
      {
        key: session.key,
        cause,
      },
    );
  }
  return changes > 0;
}

/** The session took a step of the ladder, or stands on the ground again (level 0, without a step). */
export function recordEscalation(
  tx: Transaction,
  { id, key, name, runId, currentTaskId: taskId }: Session,
  level: number,
  step: { step: LadderStep; acted: boolean; reason: string } | null,
): void {
  tx.db.query("UPDATE sessions SET escalation_level = ? WHERE id = ?").run(level, id);
  if (step) tx.event("session.escalated", { runId, sessionId: id, taskId }, { key, name, level, ...step });
}

/** Facts that a caller of the library may overwrite as a whole; state and name go other ways. */
export type SessionUpdate = Pick<
  Session,
  | "role"
  | "runId"
  | "parentId"
  | "depth"
  | "worktree"
  | "branch"
  | "agent"
  | "escalationLevel"
  | "stalledSince"
  | "metadata"
  | "lastActivityAt"
>;

export function updateSession(tx: Transaction, session: Session, change: Partial<SessionUpdate>): void {
  const next = { ...session, ...change };
  tx.db
    .query(
      `UPDATE sessions SET role = $role, run_id = $runId, parent_id = $parentId, depth = $depth, worktree = $worktree, branch = $branch,
         agent = $agent, escalation_level = $escalationLevel, stalled_since = $stalledSince, metadata = $metadata,
         last_activity_at = $lastActivityAt
       WHERE id = $id`,
    )
    .run({
      id: session.id,
      role: next.role,
      runId: next.runId,
      parentId: next.parentId,
      depth: next.depth,
      worktree: next.worktree,
      branch: next.branch,
      agent: encode(next.agent),
      escalationLevel: next.escalationLevel,
      stalledSince: next.stalledSince,
      metadata: JSON.stringify(next.metadata),
      lastActivityAt: next.lastActivityAt,
    });
  tx.event(
    "session.updated",
    { runId: next.runId, sessionId: session.id },
    { key: session.key, fields: Object.keys(change) },
  );
}

export function removeSession(tx: Transaction, session: Session): void {
  tx.db.query("DELETE FROM sessions WHERE id = ?").run(session.id);
  tx.event(
    "session.removed",
    { runId: session.runId, sessionId: session.id },
    { key: session.key, name: session.name },
  );
}
