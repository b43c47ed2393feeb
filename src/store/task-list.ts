import type { Database } from "bun:sqlite";
import type { Priority, Task, TaskStatus } from "../domain/task.ts";
import { TASK_COLUMNS, toTask } from "./tasks.ts";

export interface TaskListFilter {
  /** Closed ones too. */
  all?: boolean | undefined;
  status?: TaskStatus | undefined;
  priority?: Priority | undefined;
  role?: string | undefined;
  category?: string | undefined;
  sprintId?: string;
  runId?: string;
  parentId?: string;
  /** Only what this session has on its stack. */
  sessionId?: string;
}

const MOST_URGENT_FIRST = `ORDER BY CASE priority WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END,
  created_at, length(key), key`;

/** The most urgent first, the oldest first among equals. A status that is asked for is shown, closed or not. */
export function findTasks(db: Database, filter: TaskListFilter): Task[] {
  const { all, status, priority, role, category, sprintId, runId, parentId, sessionId } = filter;
  const isOpen = "status NOT IN ('complete', 'aborted')";
  const conditions: [string, string | undefined][] = [
    ["status = ?", status],
    ["priority = ?", priority],
    ["spec ->> '$.role' = ?", role],
    ["category = ?", category],
    ["sprint_id = ?", sprintId],
    ["run_id = ?", runId],
    ["parent_id = ?", parentId],
    ["id IN (SELECT task_id FROM context_frames WHERE session_id = ?)", sessionId],
  ];
  const given = conditions.filter(([, value]) => value !== undefined);
  const where = [...given.map(([condition]) => condition), ...(all || status ? [] : [isOpen])];
  const values = given.map(([, value = ""]) => value);
  return db
    .query(
      `SELECT ${TASK_COLUMNS} FROM tasks WHERE ${where.join(" AND ") || "TRUE"}
       ${MOST_URGENT_FIRST}`,
    )
    .all(...values)
    .map(toTask);
}

export interface SprintTask extends Pick<Task, "key" | "title" | "status" | "priority"> {
  sprintId: string;
}

/** All tasks of these sprints, in the same order. */
export const listTasksOfSprints = (db: Database, sprintIds: readonly string[]): SprintTask[] =>
  db
    .query<SprintTask, [string]>(
      `SELECT sprint_id AS sprintId, key, title, status, priority FROM tasks
       WHERE sprint_id IN (SELECT value FROM json_each(?)) ${MOST_URGENT_FIRST}`,
    )
    .all(JSON.stringify(sprintIds));
