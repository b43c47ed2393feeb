import type { Database } from "bun:sqlite";
import { OverstoryError } from "../errors.ts";
import { requireSession } from "./sessions.ts";
import type { Transaction } from "./store.ts";
import { moveTask, requireTask } from "./tasks.ts";

/**
 * Pointer set and task underway, together. Throws `conflict` naming the holder when an open session has the task, or the
 * task when the session has one already.
 */
export function claimTask(tx: Transaction, sessionId: string, taskId: string, attempt: number): void {
  const holder = findHolder(tx.db, taskId);
  if (holder) {
    const { key } = requireTask(tx.db, taskId);
    throw new OverstoryError("conflict", `task ${key} is held by ${holder.key}`, {
      hint: "hand it off, or stop that session first",
    });
  }
  const { changes } = tx.db
    .query(
      `UPDATE sessions SET current_task_id = ?
       WHERE id = ? AND current_task_id IS NULL AND state IN ('booting', 'working', 'stalled')`,
    )
    .run(taskId, sessionId);
  if (changes === 0) throw cannotClaim(tx.db, sessionId);
  tx.db
    .query("INSERT INTO claims (task_id, attempt, session_id, claimed_at) VALUES (?, ?, ?, ?)")
    .run(taskId, attempt, sessionId, tx.at);
  moveTask(tx, taskId, { status: "underway" });
}

function cannotClaim(db: Database, sessionId: string): OverstoryError {
  const { key, state, currentTaskId } = requireSession(db, sessionId);
  const why = currentTaskId === null ? `is ${state}` : `holds task ${requireTask(db, currentTaskId).key}`;
  return new OverstoryError("conflict", `${key} ${why}; it cannot take a task`);
}

/** Clears the pointer; what becomes of the task is the caller's to say in the same transaction. Answers the task's id. */
export function releaseTask(tx: Transaction, sessionId: string): string | null {
  const held = tx.db
    .query<{ taskId: string | null }, [string]>("SELECT current_task_id AS taskId FROM sessions WHERE id = ?")
    .get(sessionId)?.taskId;
  if (!held) return null;
  tx.db.query("UPDATE sessions SET current_task_id = NULL WHERE id = ?").run(sessionId);
  tx.db
    .query("UPDATE claims SET released_at = ? WHERE session_id = ? AND released_at IS NULL")
    .run(tx.at, sessionId);
  return held;
}

export const findHolder = (db: Database, taskId: string): { id: string; key: string } | null =>
  db
    .query<{ id: string; key: string }, [string]>("SELECT id, key FROM sessions WHERE current_task_id = ?")
    .get(taskId);

/** When the attempts at a task ended, ms UTC, oldest first; those that ended at a limit are left out. */
export const listEnds = (db: Database, taskId: string): number[] =>
  db
    .query<{ endedAt: number }, [string]>(
      `SELECT s.ended_at AS endedAt FROM claims AS c JOIN sessions AS s ON s.id = c.session_id
       WHERE c.task_id = ? AND s.ended_at IS NOT NULL AND s.ended_limited = 0 ORDER BY c.attempt`,
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
