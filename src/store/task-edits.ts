import type { Database } from "bun:sqlite";
import { keyNumber } from "../domain/keys.ts";
import type { Task, TaskSpec } from "../domain/task.ts";
import { nextKey } from "./counters.ts";
import type { Transaction } from "./store.ts";
import { label, requireTask } from "./tasks.ts";

/** What people decide about a task; the rest follows from what is done with it. */
export type TaskFacts = Pick<
  Task,
  "title" | "description" | "priority" | "category" | "estimateMs" | "sprintId" | "parentId"
>;

/**
 * A task that belongs to no run.
 *
 * @param maker the session that made it; null for a person
 */
export function insertTask(
  tx: Transaction,
  facts: TaskFacts,
  spec: TaskSpec,
  dependsOn: readonly string[],
  maker: string | null = null,
): Task {
  const id = Bun.randomUUIDv7();
  const key = nextKey(tx, "TASK");
  tx.db
    .query(
      `INSERT INTO tasks (id, key, position, title, description, priority, category, estimate_ms, sprint_id, parent_id,
         status, spec, created_at, updated_at)
       VALUES ($id, $key, $position, $title, $description, $priority, $category, $estimateMs, $sprintId, $parentId,
         'todo', $spec, $at, $at)`,
    )
    .run({
      ...facts,
      id,
      key,
      position: (keyNumber("TASK", key) ?? 1) - 1,
      spec: JSON.stringify(spec),
      at: tx.at,
    });
  setDependencies(tx, id, dependsOn);
  tx.event("task.created", { sessionId: maker, taskId: id }, { key, title: facts.title });
  return requireTask(tx.db, id);
}

/** Tasks without a run that the session has made since that time (ms UTC), counted up to `most`. */
export const countMadeAlone = (db: Database, sessionId: string, since: number, most: number): number =>
  db
    .query<{ at: number }, [string, number]>(
      "SELECT at FROM events WHERE session_id = ? AND kind = 'task.created' ORDER BY id DESC LIMIT ?",
    )
    .all(sessionId, most)
    .filter(({ at }) => at >= since).length;

/** What has changed of it; `mayWrite` is left out, or undefined for all. */
export type SpecChange = Partial<Omit<TaskSpec, "mayWrite">> & {
  mayWrite?: TaskSpec["mayWrite"] | undefined;
};

/** Writes what has changed of it; `dependsOn` are ids and replace those there were. */
export function updateTask(
  tx: Transaction,
  task: Task,
  facts: Partial<TaskFacts>,
  spec: SpecChange,
  dependsOn: readonly string[] | null,
): Task {
  const next = { ...task, ...facts };
  tx.db
    .query(
      `UPDATE tasks SET title = $title, description = $description, priority = $priority, category = $category,
         estimate_ms = $estimateMs, sprint_id = $sprintId, parent_id = $parentId, spec = $spec, updated_at = $at
       WHERE id = $id`,
    )
    .run({
      id: task.id,
      title: next.title,
      description: next.description,
      priority: next.priority,
      category: next.category,
      estimateMs: next.estimateMs,
      sprintId: next.sprintId,
      parentId: next.parentId,
      spec: JSON.stringify({ ...task.spec, ...spec }),
      at: tx.at,
    });
  if (dependsOn) setDependencies(tx, task.id, dependsOn);
  const fields = [...Object.keys(facts), ...Object.keys(spec), ...(dependsOn ? ["dependsOn"] : [])];
  tx.event("task.edited", { runId: task.runId, taskId: task.id }, { key: task.key, fields });
  return requireTask(tx.db, task.id);
}

function setDependencies(tx: Transaction, taskId: string, dependsOn: readonly string[]): void {
  tx.db.query("DELETE FROM task_dependencies WHERE task_id = ?").run(taskId);
  for (const id of new Set(dependsOn))
    tx.db.query("INSERT INTO task_dependencies VALUES (?, ?)").run(taskId, id);
}

/** What was done, in the words of whoever did it. */
export function recordSummary(tx: Transaction, taskId: string, summary: string): void {
  tx.db.query("UPDATE tasks SET summary = ?, updated_at = ? WHERE id = ?").run(summary, tx.at, taskId);
}

/** Labels of what the task waits for. */
export const listOpenDependencies = (db: Database, taskId: string): string[] =>
  db
    .query<{ label: string }, [string]>(
      `SELECT ${label("other")} AS label FROM task_dependencies AS d JOIN tasks AS other ON other.id = d.depends_on_id
       WHERE d.task_id = ? AND other.status <> 'complete' ORDER BY other.key`,
    )
    .all(taskId)
    .map((row) => row.label);

/** Whom each waits for, among all that the given ones wait for directly or through others. */
export function listWaits(db: Database, taskIds: readonly string[]): Map<string, string[]> {
  const rows = db
    .query<{ taskId: string; other: string }, [string]>(
      `WITH RECURSIVE reached (id) AS (SELECT value FROM json_each(?)
         UNION SELECT depends_on_id FROM task_dependencies JOIN reached ON task_id = reached.id)
       SELECT task_id AS taskId, depends_on_id AS other FROM task_dependencies WHERE task_id IN (SELECT id FROM reached)`,
    )
    .all(JSON.stringify(taskIds));
  const waits = new Map<string, string[]>();
  for (const { taskId, other } of rows) waits.set(taskId, [...(waits.get(taskId) ?? []), other]);
  return waits;
}

/** The task, the one that it is a part of, and so on to the outermost. */
export const listAncestors = (db: Database, taskId: string): string[] =>
  db
    .query<{ id: string }, [string]>(
      `WITH RECURSIVE line (id, parent_id) AS (SELECT id, parent_id FROM tasks WHERE id = ?
         UNION SELECT tasks.id, tasks.parent_id FROM tasks JOIN line ON tasks.id = line.parent_id)
       SELECT id FROM line`,
    )
    .all(taskId)
    .map(({ id }) => id);

/** What a task is called among all of them: `TASK-001`, `RUN-001/api`. */
export const labelOf = (db: Database, taskId: string): string =>
  db
    .query<{ label: string }, [string]>(`SELECT ${label("tasks")} AS label FROM tasks WHERE id = ?`)
    .get(taskId)?.label ?? taskId;
