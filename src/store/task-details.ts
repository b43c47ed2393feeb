import type { Database } from "bun:sqlite";
import type { TaskStatus } from "../domain/task.ts";

// What belongs to one task and is not in its row.

export interface TaskLine {
  key: string;
  title: string;
  status: TaskStatus;
}

/** In the order in which they were made. */
export const listSubtasks = (db: Database, taskId: string): TaskLine[] =>
  db
    .query<TaskLine, [string]>(
      "SELECT key, title, status FROM tasks WHERE parent_id = ? ORDER BY created_at, position, id",
    )
    .all(taskId);

/** The tasks that must be complete first. */
export const listDependencies = (db: Database, taskId: string): TaskLine[] =>
  db
    .query<TaskLine, [string]>(
      `SELECT t.key, t.title, t.status FROM task_dependencies AS d JOIN tasks AS t ON t.id = d.depends_on_id
       WHERE d.task_id = ? ORDER BY t.created_at, t.position, t.id`,
    )
    .all(taskId);
