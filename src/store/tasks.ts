import type { Database } from "bun:sqlite";
import type { PlannedTask } from "../domain/plan.ts";
import type { StopCode, Task, TaskStatus } from "../domain/task.ts";
import { OverstoryError } from "../errors.ts";
import { nextKey } from "./counters.ts";
import { findByFormerKey } from "./former-keys.ts";
import { decode } from "./json-columns.ts";
import type { Transaction } from "./store.ts";

/** What a task is called among all of them: `TASK-001`, `RUN-001/api`. */
export const label = (table: string): string =>
  `(coalesce((SELECT key || '/' FROM runs WHERE id = ${table}.run_id), '') || ${table}.key)`;

export const TASK_COLUMNS = `id, key, run_id AS runId, position, title, description, priority, category, estimate_ms AS estimateMs,
  sprint_id AS sprintId, parent_id AS parentId, made_by AS madeBy, summary, status, stop_code AS stopCode, stop_reason AS stopReason, spec,
  (SELECT json_group_array(iif(other.run_id IS tasks.run_id, other.key, ${label("other")}))
    FROM task_dependencies AS d JOIN tasks AS other ON other.id = d.depends_on_id WHERE d.task_id = tasks.id) AS dependsOn,
  retry_at AS retryAt, created_at AS createdAt, updated_at AS updatedAt, closed_at AS closedAt`;

export const toTask = (row: unknown): Task => decode<Task>(row, ["spec", "dependsOn"]);

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
  db.query(`SELECT ${TASK_COLUMNS} FROM tasks WHERE run_id = ? ORDER BY position`).all(runId).map(toTask);

/** The same but that of its coordinator, which is no part of what the run is to do. */
export const listWork = (db: Database, runId: string): Task[] =>
  listTasks(db, runId).filter(({ spec }) => !spec.isCoordination);

export function requireTask(db: Database, id: string): Task {
  const row = db.query(`SELECT ${TASK_COLUMNS} FROM tasks WHERE id = ?`).get(id);
  if (row) return toTask(row);
  throw new OverstoryError("not_found", `there is no task ${id}`);
}

/**
 * By id, by `RUN-001/api`, or by key alone: that of a task without a run, else of the one run that has such a task, or
 * the one active run of those. Throws `conflict` that lists them when there are several.
 */
export function requireTaskByKey(db: Database, text: string): Task {
  const found = findTasksByKey(db, text);
  const [first] = found;
  if (first && (found.length === 1 || first.runId === null)) return requireTask(db, first.id);
  const running = found.filter(({ isActive }) => isActive === 1);
  if (running[0] && running.length === 1) return requireTask(db, running[0].id);
  if (first) {
    const labels = (running.length > 0 ? running : found).map((one) => one.label);
    throw new OverstoryError("conflict", `several tasks are called ${text}: ${labels.join(", ")}`, {
      hint: "name it together with its run",
    });
  }
  const former = findByFormerKey(db, "task", text);
  if (former !== null) return requireTask(db, former);
  throw new OverstoryError("not_found", `there is no task ${JSON.stringify(text)}`, {
    hint: "overstory task list --all lists them",
  });
}

interface NamedTask {
  id: string;
  runId: string | null;
  label: string;
  isActive: number;
}

/** Those without a run first, then by run, newest first. Made keys are found in any case. */
const findTasksByKey = (db: Database, text: string): NamedTask[] =>
  db
    .query<NamedTask, [string, string, string]>(
      `SELECT tasks.id, run_id AS runId, ${label("tasks")} AS label, coalesce(runs.status = 'active', 0) AS isActive
       FROM tasks LEFT JOIN runs ON runs.id = run_id
       WHERE tasks.id = ?1 OR (tasks.key IN (?2, upper(?2)) AND (?3 = '' OR runs.key = upper(?3)))
       ORDER BY tasks.id = ?1 DESC, run_id IS NOT NULL, run_id DESC LIMIT 20`,
    )
    .all(text, ...splitLabel(text));

/** Key and run of `RUN-001/api`; no run when it is a key alone. */
function splitLabel(text: string): [key: string, run: string] {
  const slash = text.indexOf("/");
  return slash < 0 ? [text, ""] : [text.slice(slash + 1), text.slice(0, slash)];
}

/** How a task may move, and from where. `underway` comes only with a claim. */
const SOURCES: Record<TaskStatus, readonly TaskStatus[]> = {
  todo: ["underway", "review", "paused", "blocked"],
  underway: ["todo", "paused"],
  paused: ["todo", "underway"],
  review: ["underway", "blocked"],
  blocked: ["todo", "underway", "review", "paused"],
  complete: ["todo", "underway", "review", "paused", "blocked"],
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
  const from = statusOf(tx.db, id);
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
  const isTakenUpAgain = status === "todo" && from !== "underway";
  const kind =
    status !== "todo" ? (`task.${status}` as const) : isTakenUpAgain ? "task.reopened" : "task.retry";
  tx.event(
    kind,
    { runId: task.runId, taskId: id },
    { key: task.key, code: code ?? null, reason: reason ?? null, retryAt: retryAt ?? null },
  );
}

const statusOf = (db: Database, id: string): TaskStatus | undefined =>
  db.query<{ status: TaskStatus }, [string]>("SELECT status FROM tasks WHERE id = ?").get(id)?.status;
