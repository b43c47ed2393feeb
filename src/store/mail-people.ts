import type { Database } from "bun:sqlite";
import { isOpen, type Session } from "../domain/session.ts";
import { isSettled } from "../domain/task.ts";
import { lastTaskOf } from "./claims.ts";
import { getRun } from "./runs.ts";
import { lastOfLine, lineOf } from "./session-query.ts";
import { getSession } from "./sessions.ts";
import { requireTask } from "./tasks.ts";

/**
 * Whoever reads the mail of that session: itself while it is open, else the one that goes on with its work, which may be
 * about to be begun: mail for the last of the line waits for it. Null when nobody does.
 */
export function findReader(db: Database, session: Session): Session | null {
  const last = isOpen(session.state) ? session : getSession(db, lastOfLine(db, session.id));
  return last && (isOpen(last.state) || goesOn(db, last)) ? last : null;
}

/** Whom a session reports to: its parent, or the coordinator of its run; null when that is nobody but the operator. */
export function findBoss(db: Database, session: Session): Session | null {
  const parent = session.parentId === null ? null : getSession(db, session.parentId);
  const reader = parent && findReader(db, parent);
  return reader ?? findCoordinatorFor(db, session.runId, session.id);
}

/** The one that coordinates the run, also while it is being restarted; null for itself. */
export function findCoordinatorFor(
  db: Database,
  runId: string | null,
  asking: string | null,
): Session | null {
  const row = db
    .query<{ id: string }, [string | null]>(
      `SELECT c.session_id AS id FROM claims AS c JOIN tasks AS t ON t.id = c.task_id
       WHERE t.run_id = ? AND t.spec ->> '$.isCoordination' ORDER BY c.attempt DESC LIMIT 1`,
    )
    .get(runId);
  const coordinator = row && getSession(db, row.id);
  const reader = coordinator && findReader(db, coordinator);
  if (!reader || (asking !== null && lineOf(db, reader.id).includes(asking))) return null;
  return reader;
}

/** It has ended, and another session is to be begun at its task. */
function goesOn(db: Database, session: Session): boolean {
  const taskId = lastTaskOf(db, session.id);
  const task = taskId === null ? null : requireTask(db, taskId);
  if (!task || isSettled(task.status) || task.status === "review") return false;
  const run = task.runId === null ? null : getRun(db, task.runId);
  return run?.status === "active" && run.cancelRequestedAt === null;
}
