import type { Database } from "bun:sqlite";
import type { TaskStatus } from "../domain/task.ts";
import { decode } from "./json-columns.ts";
import { label } from "./tasks.ts";

/** The task `$task` and all below it. */
const PARTS = `WITH RECURSIVE parts (id) AS
  (VALUES ($task) UNION SELECT t.id FROM tasks AS t JOIN parts ON t.parent_id = parts.id)`;

interface Part {
  key: string;
  status: TaskStatus;
}

/** How many there are, and those that are not closed, oldest first; keys as people name them in commands. */
export interface Parts {
  count: number;
  open: Part[];
}

/** All tasks below that one, whatever their depth. */
export const listSubtasks = (db: Database, taskId: string): Parts =>
  toParts(
    db
      .query<Part, { task: string }>(
        `${PARTS} SELECT ${label("t")} AS key, status FROM tasks AS t JOIN parts USING (id)
         WHERE id <> $task ORDER BY created_at, length(key), key`,
      )
      .all({ task: taskId }),
  );

export const listSprintTasks = (db: Database, sprintId: string): Parts =>
  toParts(
    db
      .query<Part, [string]>(
        `SELECT ${label("t")} AS key, status FROM tasks AS t WHERE sprint_id = ?
         ORDER BY created_at, length(t.key), t.key`,
      )
      .all(sprintId),
  );

const toParts = (all: Part[]): Parts => ({
  count: all.length,
  open: all.filter(({ status }) => status !== "complete" && status !== "aborted"),
});

/** Updates on a task and all below it, whoever logged them. */
export const countTaskUpdates = (db: Database, taskId: string): number =>
  countOf(
    db,
    `${PARTS} SELECT count(*) AS count FROM activities
     WHERE task_id IN parts AND kind = 'update'`,
    { task: taskId },
  );

export const countSessionUpdates = (db: Database, sessionId: string): number =>
  countOf(db, "SELECT count(*) AS count FROM activities WHERE session_id = $session AND kind = 'update'", {
    session: sessionId,
  });

function countOf(db: Database, sql: string, values: Record<string, string>): number {
  return db.query<{ count: number }, Record<string, string>>(sql).get(values)?.count ?? 0;
}

/** What the checks of the task said against it when that session completed it; null when it did not. */
export function findCompletion(
  db: Database,
  taskId: string,
  sessionId: string,
): { errors: readonly string[] } | null {
  const row = db
    .query(
      `SELECT coalesce(data -> '$.errors', '[]') AS errors FROM activities
       WHERE task_id = ? AND session_id = ? AND kind = 'task' AND data ->> '$.action' = 'complete'
       ORDER BY id DESC LIMIT 1`,
    )
    .get(taskId, sessionId);
  return row ? decode<{ errors: readonly string[] }>(row, ["errors"]) : null;
}
