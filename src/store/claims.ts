import type { Database } from "bun:sqlite";
import type { Session } from "../domain/session.ts";
import type { Task } from "../domain/task.ts";
import { OverstoryError } from "../errors.ts";
import { findFrame, popFrames, pushFrame } from "./context.ts";
import { IS_OPEN } from "./session-row.ts";
import { requireSession } from "./sessions.ts";
import { isClosed, requireSprint } from "./sprints.ts";
import { pushProject, pushSprint } from "./stack-base.ts";
import type { Transaction } from "./store.ts";
import { moveTask, requireTask } from "./tasks.ts";

/**
 * Pointer set, task underway and on the session's stack, together. Throws `conflict` naming the holder when an open
 * session has the task, or the task when the session has one already.
 */
export function claimTask(tx: Transaction, sessionId: string, taskId: string): void {
  const holder = findHolder(tx.db, taskId);
  if (holder) {
    throw new OverstoryError("conflict", `task ${requireTask(tx.db, taskId).key} is held by ${holder.key}`, {
      hint: "hand it off, or stop that session first",
    });
  }
  pointAt(tx, sessionId, taskId);
  moveTask(tx, taskId, { status: "underway" });
  pushTask(tx, requireSession(tx.db, sessionId), requireTask(tx.db, taskId));
}

/** Sets the pointer, and begins an entry in the history of the task. */
function pointAt(tx: Transaction, sessionId: string, taskId: string): void {
  const { changes } = tx.db
    .query(`UPDATE sessions SET current_task_id = ? WHERE id = ? AND current_task_id IS NULL AND ${IS_OPEN}`)
    .run(taskId, sessionId);
  if (changes === 0) throw cannotClaim(tx.db, sessionId);
  tx.db
    .query(
      `INSERT INTO claims (task_id, attempt, session_id, claimed_at)
       VALUES (?1, (SELECT coalesce(max(attempt), 0) + 1 FROM claims WHERE task_id = ?1), ?2, ?3)`,
    )
    .run(taskId, sessionId, tx.at);
}

function cannotClaim(db: Database, sessionId: string): OverstoryError {
  const { key, state, currentTaskId } = requireSession(db, sessionId);
  const why = currentTaskId === null ? `is ${state}` : `holds task ${requireTask(db, currentTaskId).key}`;
  return new OverstoryError("conflict", `${key} ${why}; it cannot take a task`);
}

/** Puts the task on the stack, above the project and the sprint that it belongs to. */
function pushTask(tx: Transaction, session: Session, task: Task): void {
  const sprint = task.sprintId === null ? null : requireSprint(tx.db, task.sprintId);
  if (sprint && !isClosed(sprint)) pushSprint(tx, session, sprint);
  else pushProject(tx, session);
  pushFrame(tx, session, { kind: "task", sprintId: null, taskId: task.id });
}

/**
 * Clears the pointer and takes the task off the stack; what becomes of it is the caller's to say in the same transaction.
 * Its subtasks above are paused. Answers the task's id.
 */
export function releaseTask(tx: Transaction, sessionId: string): string | null {
  const session = requireSession(tx.db, sessionId);
  const { currentTaskId: held } = session;
  if (held === null) return null;
  const frame = findFrame(tx.db, held);
  if (frame) {
    pauseSubtasks(tx, session, frame.depth + 1, `${session.key} left its task`);
    popFrames(tx, session, frame.depth);
  }
  clearPointer(tx, sessionId);
  return held;
}

/** Takes subtasks off the stack, from that depth up, and pauses each. */
export function pauseSubtasks(tx: Transaction, session: Session, depth: number, reason: string): void {
  for (const { taskId } of popFrames(tx, session, depth))
    if (taskId !== null) moveTask(tx, taskId, { status: "paused", reason });
}

/** Pointer and frames, with the subtasks above, go from one session to another; the task itself does not change. */
export function handOffTask(tx: Transaction, from: Session, to: Session, task: Task): void {
  const frame = findFrame(tx.db, task.id);
  const frames = frame ? popFrames(tx, from, frame.depth).reverse() : [];
  clearPointer(tx, from.id);
  pointAt(tx, to.id, task.id);
  pushTask(tx, to, task);
  for (const { kind, sprintId, taskId } of frames.slice(1)) pushFrame(tx, to, { kind, sprintId, taskId });
  tx.event(
    "task.handed_off",
    { runId: task.runId, sessionId: to.id, taskId: task.id },
    { key: task.key, from: from.key, to: to.key },
  );
}

function clearPointer(tx: Transaction, sessionId: string): void {
  tx.db.query("UPDATE sessions SET current_task_id = NULL WHERE id = ?").run(sessionId);
  tx.db
    .query("UPDATE claims SET released_at = ? WHERE session_id = ? AND released_at IS NULL")
    .run(tx.at, sessionId);
}

/** The open session that works on it: it is the task that the session holds, or one of its subtasks on the stack. */
export const findHolder = (db: Database, taskId: string): { id: string; key: string } | null =>
  db
    .query<{ id: string; key: string }, [string]>(
      `SELECT id, key FROM sessions WHERE current_task_id = ?1
       UNION SELECT id, key FROM context_frames JOIN sessions ON id = session_id WHERE task_id = ?1`,
    )
    .get(taskId);

/** A time for which a session worked on a task. */
export interface Tenure {
  taskId: string;
  sessionId: string;
  sessionKey: string;
  claimedAt: number;
  /** null while it goes on. */
  releasedAt: number | null;
}

/** Everyone who ever worked on these tasks, as their own task or as a subtask of it; oldest first. */
export const listTenures = (db: Database, taskIds: readonly string[]): Tenure[] =>
  db
    .query<Tenure, [string]>(
      `WITH wanted AS MATERIALIZED (SELECT value FROM json_each(?))
       SELECT task_id AS taskId, session_id AS sessionId, s.key AS sessionKey, claimed_at AS claimedAt, released_at AS releasedAt
         FROM claims JOIN sessions AS s ON s.id = session_id WHERE task_id IN wanted
       UNION ALL
       SELECT a.task_id, a.session_id, s.key, a.at, (SELECT min(b.at) FROM activities AS b
           WHERE b.task_id = a.task_id AND b.session_id = a.session_id AND b.id > a.id AND b.kind = 'context'
             AND b.data ->> '$.action' = 'pop')
         FROM activities AS a JOIN sessions AS s ON s.id = a.session_id
         WHERE a.task_id IN wanted AND a.kind = 'context' AND a.data ->> '$.action' = 'push'
           AND a.data ->> '$.kind' = 'subtask'
       ORDER BY claimedAt, sessionKey`,
    )
    .all(JSON.stringify(taskIds));

/** When the attempts at a task ended, ms UTC, oldest first; those that ended at a limit or with a question are left out. */
export const listEnds = (db: Database, taskId: string): number[] =>
  db
    .query<{ endedAt: number }, [string]>(
      `SELECT s.ended_at AS endedAt FROM claims AS c JOIN sessions AS s ON s.id = c.session_id
       WHERE c.task_id = ? AND s.ended_at IS NOT NULL AND s.ended_limited = 0 AND s.phase <> 'approval'
       ORDER BY c.attempt`,
    )
    .all(taskId)
    .map(({ endedAt }) => endedAt);

/** The task that a session works on or last worked on. */
export const lastTaskOf = (db: Database, sessionId: string): string | null =>
  db
    .query<{ taskId: string }, [string]>(
      "SELECT task_id AS taskId FROM claims WHERE session_id = ? ORDER BY claimed_at DESC LIMIT 1",
    )
    .get(sessionId)?.taskId ?? null;

/** Sessions whose work made their task complete: the last one of each. */
export const listFinishers = (db: Database): string[] =>
  db
    .query<{ sessionId: string }, []>(
      `SELECT c.session_id AS sessionId FROM claims AS c JOIN tasks AS t ON t.id = c.task_id
       WHERE t.status = 'complete' AND c.attempt = (SELECT max(attempt) FROM claims WHERE task_id = c.task_id)`,
    )
    .all()
    .map(({ sessionId }) => sessionId);

/** Everyone who ever worked on the tasks of a run, oldest first. */
export const listClaimants = (
  db: Database,
  runId: string,
): { taskId: string; sessionId: string; sessionKey: string }[] =>
  db
    .query<{ taskId: string; sessionId: string; sessionKey: string }, [string]>(
      `SELECT c.task_id AS taskId, c.session_id AS sessionId, s.key AS sessionKey
       FROM claims AS c JOIN tasks AS t ON t.id = c.task_id JOIN sessions AS s ON s.id = c.session_id
       WHERE t.run_id = ? ORDER BY c.attempt`,
    )
    .all(runId);
