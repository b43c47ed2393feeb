import type { Database } from "bun:sqlite";
import type { Session } from "../domain/session.ts";
import { isSettled, type Task, type TaskSpec } from "../domain/task.ts";
import { OverstoryError } from "../errors.ts";
import { nextKey } from "./counters.ts";
import { lastOfLine } from "./session-query.ts";
import { IS_OPEN, SESSION_COLUMNS, toSession } from "./session-row.ts";
import { getSession } from "./sessions.ts";
import type { Transaction } from "./store.ts";
import { listTasks, listWork, requireTask } from "./tasks.ts";

export interface SpawnedTask {
  runId: string;
  /** null when a person asked for it. */
  madeBy: string | null;
  title: string;
  spec: TaskSpec;
  /** Keys of tasks of the run. */
  dependsOn: readonly string[];
  /** The same id again answers with the same task. */
  requestId: string | null;
}

/** A further task of a run. Throws `not_found` for a dependency that is none of its tasks. */
export function insertSpawnedTask(tx: Transaction, wish: SpawnedTask): Task {
  const known = wish.requestId === null ? null : findByRequest(tx.db, wish.runId, wish.requestId);
  if (known) return known;
  const others = listTasks(tx.db, wish.runId);
  const id = Bun.randomUUIDv7();
  const key = nextFreeKey(tx, others);
  tx.db
    .query(
      `INSERT INTO tasks (id, key, run_id, position, title, status, spec, made_by, request_id, created_at, updated_at)
       VALUES ($id, $key, $runId, $position, $title, 'todo', $spec, $madeBy, $requestId, $at, $at)`,
    )
    .run({
      id,
      key,
      runId: wish.runId,
      position: Math.max(-1, ...others.map(({ position }) => position)) + 1,
      title: wish.title,
      spec: JSON.stringify(wish.spec),
      madeBy: wish.madeBy,
      requestId: wish.requestId,
      at: tx.at,
    });
  for (const wanted of new Set(wish.dependsOn))
    tx.db.query("INSERT INTO task_dependencies VALUES (?, ?)").run(id, requireOther(others, wanted).id);
  tx.event(
    "task.spawned",
    { runId: wish.runId, sessionId: wish.madeBy, taskId: id },
    { key, title: wish.title, role: wish.spec.role, dependsOn: wish.dependsOn },
  );
  return requireTask(tx.db, id);
}

function requireOther(others: readonly Task[], key: string): Task {
  const found = others.find((task) => task.key === key || task.key === key.toUpperCase());
  if (found) return found;
  throw new OverstoryError("not_found", `dependsOn: ${JSON.stringify(key)} is no task of this run`, {
    hint: `its tasks: ${others.map((task) => task.key).join(", ")}`,
  });
}

/** Case is folded, since keys become folders. */
function nextFreeKey(tx: Transaction, others: readonly Task[]): string {
  for (;;) {
    const key = nextKey(tx, "TASK");
    if (!others.some((task) => task.key.toUpperCase() === key)) return key;
  }
}

/** The task of the run that was asked for under that id. */
export function findByRequest(db: Database, runId: string, requestId: string): Task | null {
  const row = db
    .query<{ id: string }, [string, string]>("SELECT id FROM tasks WHERE run_id = ? AND request_id = ?")
    .get(runId, requestId);
  return row ? requireTask(db, row.id) : null;
}

/** Tasks that sessions of the run have made; those since that time (ms UTC). */
export const countMade = (db: Database, runId: string, since = 0): number =>
  db
    .query<{ count: number }, [string, number]>(
      "SELECT count(*) AS count FROM tasks WHERE run_id = ? AND made_by IS NOT NULL AND created_at >= ?",
    )
    .get(runId, since)?.count ?? 0;

/** Tasks of that title that one of these sessions made since then and that were stopped. */
export const countFailedAlike = (
  db: Database,
  line: readonly string[],
  title: string,
  since: number,
): number =>
  db
    .query<{ count: number }, [string, string, number]>(
      `SELECT count(*) AS count FROM tasks WHERE made_by IN (SELECT value FROM json_each(?)) AND title = ? AND created_at >= ? AND status IN ('blocked', 'aborted')`,
    )
    .get(JSON.stringify(line), title, since)?.count ?? 0;

/** The tasks that a session, or one whose work it goes on with, has made; in the order of the run. */
export const listTasksMadeBy = (db: Database, line: readonly string[]): Task[] =>
  db
    .query<{ id: string }, [string]>(
      "SELECT id FROM tasks WHERE made_by IN (SELECT value FROM json_each(?)) ORDER BY position",
    )
    .all(JSON.stringify(line))
    .map(({ id }) => requireTask(db, id));

/** Tasks of the run that are not closed, but for its coordinator's: blocked ones are. */
export const listOpenTasks = (db: Database, runId: string): Task[] =>
  listWork(db, runId).filter(({ status }) => !isSettled(status));

/**
 * Whose child a session at that task is: the newest of the line of whoever made it while that is open, else the run's
 * coordinator; null without either.
 */
export function findParent(db: Database, task: Task): Session | null {
  const maker = task.madeBy === null ? null : findOpen(db, lastOfLine(db, task.madeBy));
  if (maker || task.spec.isCoordination || task.runId === null) return maker;
  return findCoordinator(db, task.runId);
}

/** How far below the coordinator a session at that task is, also when whoever made it is gone and nobody took its place. */
export function depthOf(db: Database, { madeBy }: Task, parent: Session | null): number {
  const above = parent ?? (madeBy === null ? null : getSession(db, madeBy));
  return above === null ? 0 : above.depth + 1;
}

/** The open session that coordinates the run. */
export function findCoordinator(db: Database, runId: string): Session | null {
  const row = db
    .query(
      `SELECT ${SESSION_COLUMNS} FROM sessions WHERE ${IS_OPEN} AND run_id = ?
         AND current_task_id IN (SELECT id FROM tasks WHERE run_id = ?1 AND spec ->> '$.isCoordination')`,
    )
    .get(runId);
  return row ? toSession(row) : null;
}

function findOpen(db: Database, id: string): Session | null {
  const row = db.query(`SELECT ${SESSION_COLUMNS} FROM sessions WHERE id = ? AND ${IS_OPEN}`).get(id);
  return row ? toSession(row) : null;
}

/** Open sessions of each that made tasks of the run, by the maker's id as the tasks name it. */
export const countChildren = (db: Database, runId: string): Map<string, number> =>
  new Map(
    db
      .query<{ madeBy: string; count: number }, [string]>(
        `SELECT t.made_by AS madeBy, count(*) AS count FROM tasks AS t JOIN sessions AS s ON s.current_task_id = t.id
         WHERE t.run_id = ? AND t.made_by IS NOT NULL AND s.${IS_OPEN} GROUP BY t.made_by`,
      )
      .all(runId)
      .map(({ madeBy, count }) => [madeBy, count]),
  );

/** Those that made tasks of the run, with their roles. */
export const listMakers = (db: Database, runId: string): Pick<Session, "id" | "role">[] =>
  db
    .query<Pick<Session, "id" | "role">, [string]>(
      "SELECT DISTINCT s.id, s.role FROM tasks AS t JOIN sessions AS s ON s.id = t.made_by WHERE t.run_id = ?",
    )
    .all(runId);

/**
 * The open children of a session, and the tasks that it made and that are not closed, are another's from now on; without
 * one the children are nobody's, and who made the tasks stays on record: they count against what its run may make. Answers
 * the keys of those children.
 */
export function reparent(tx: Transaction, id: string, parent: Pick<Session, "id"> | null): string[] {
  if (parent)
    tx.db
      .query(
        "UPDATE tasks SET made_by = ? WHERE made_by = ? AND status NOT IN ('complete', 'aborted', 'blocked')",
      )
      .run(parent.id, id);
  return tx.db
    .query<{ key: string }, [string | null, string]>(
      `UPDATE sessions SET parent_id = ? WHERE parent_id = ? AND ${IS_OPEN} RETURNING key`,
    )
    .all(parent?.id ?? null, id)
    .map(({ key }) => key);
}
