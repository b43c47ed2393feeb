import type { Database } from "bun:sqlite";
import type { PlannedTask } from "../domain/plan.ts";
import type { StopCode, Task, TaskStatus } from "../domain/task.ts";
import { OverstoryError } from "../errors.ts";
import { nextKey } from "./counters.ts";
import { decode } from "./json-columns.ts";
import type { Transaction } from "./store.ts";

const COLUMNS = `id, key, run_id AS runId, position, title, description, priority, category, estimate_ms AS estimateMs,
  sprint_id AS sprintId, parent_id AS parentId, summary, status, stop_code AS stopCode, stop_reason AS stopReason, spec,
  (SELECT json_group_array(other.key) FROM task_dependencies AS d JOIN tasks AS other ON other.id = d.depends_on_id
    WHERE d.task_id = tasks.id) AS dependsOn,
  retry_at AS retryAt, created_at AS createdAt, updated_at AS updatedAt, closed_at AS closedAt`;

const toTask = (row: unknown): Task => decode<Task>(row, ["spec", "dependsOn"]);

export function insertTasks(tx: Transaction, runId: string, tasks: readonly PlannedTask[]): void {
  const idOf = new Map<string, string>();
  const given = new Set(tasks.map(({ id }) => id?.toUpperCase()));
  const inserted = tasks.map((task, position) => {
    const id = Bun.randomUUIDv7();
    const key = task.id ?? nextFreeKey(tx, given);
    idOf.set(key, id);
    tx.db
      .query(
        `INSERT INTO tasks (id, key, run_id, position, title, status, spec, created_at, updated_at)
         VALUES ($id, $key, $runId, $position, $title, 'todo', $spec, $at, $at)`,
      )
      .run({ id, key, runId, position, title: task.title, spec: JSON.stringify(task.spec), at: tx.at });
    tx.event("task.created", { runId, taskId: id }, { key, title: task.title });
    return { id, dependsOn: task.dependsOn };
  });
  for (const { id, dependsOn } of inserted) {
    for (const key of new Set(dependsOn)) {
      tx.db.query("INSERT INTO task_dependencies VALUES (?, ?)").run(id, idOf.get(key) ?? null);
    }
  }
}

/** A key that is not the id of another task of the plan; case is folded, since both become folders. */
function nextFreeKey(tx: Transaction, taken: ReadonlySet<string | undefined>): string {
  for (;;) {
    const key = nextKey(tx, "TASK");
    if (!taken.has(key)) return key;
  }
}

export const listTasks = (db: Database, runId: string): Task[] =>
  db.query(`SELECT ${COLUMNS} FROM tasks WHERE run_id = ? ORDER BY position`).all(runId).map(toTask);

export function requireTask(db: Database, id: string): Task {
  const row = db.query(`SELECT ${COLUMNS} FROM tasks WHERE id = ?`).get(id);
  if (row) return toTask(row);
  throw new OverstoryError("not_found", `there is no task ${id}`);
}

/** How a task may move, and from where. `underway` comes only with a claim. */
const SOURCES: Record<TaskStatus, readonly TaskStatus[]> = {
  todo: ["underway", "review"],
  underway: ["todo"],
  paused: ["underway"],
  review: ["underway"],
  blocked: ["todo", "underway", "review", "paused"],
  complete: ["underway", "review"],
  aborted: ["todo", "underway", "review", "paused", "blocked"],
};

export interface TaskChange {
  status: TaskStatus;
  code?: StopCode;
  reason?: string;
  retryAt?: number;
}

/** Moves a task by compare-and-swap. Throws `conflict`, naming its status, when it cannot go there from where it is. */
export function moveTask(tx: Transaction, id: string, { status, code, reason, retryAt }: TaskChange): void {
  const closed = status === "complete" || status === "aborted";
  const { changes } = tx.db
    .query(
      `UPDATE tasks SET status = $status, stop_code = $code, stop_reason = $reason, retry_at = $retryAt, updated_at = $at,
         closed_at = $closedAt
       WHERE id = $id AND status IN (SELECT value FROM json_each($sources))`,
    )
    .run({
      id,
      status,
      code: code ?? null,
      reason: reason ?? null,
      retryAt: retryAt ?? null,
      at: tx.at,
      closedAt: closed ? tx.at : null,
      sources: JSON.stringify(SOURCES[status]),
    });
  const task = requireTask(tx.db, id);
  if (changes === 0) {
    throw new OverstoryError("conflict", `task ${task.key} is ${task.status}; it cannot become ${status}`);
  }
  const kind =
    status === "todo" ? "task.retry" : status === "paused" ? "task.blocked" : (`task.${status}` as const);
  tx.event(
    kind,
    { runId: task.runId, taskId: id },
    { key: task.key, code: code ?? null, reason: reason ?? null, retryAt: retryAt ?? null },
  );
}
