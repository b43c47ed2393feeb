import type { Database } from "bun:sqlite";
import type { ContextChange } from "../../../src/domain/activity.ts";
import { rebuildStack } from "../../../src/domain/context.ts";
import { isOpen } from "../../../src/domain/session.ts";
import type { TaskStatus } from "../../../src/domain/task.ts";
import { listFrames } from "../../../src/store/context.ts";
import { listSessions } from "../../../src/store/sessions.ts";
import { type HistoryRow, WorkModel } from "./model.ts";

/** What breaks a rule in the database of a project without runs, one sentence each; empty when all is well. */
export function findBreaches(db: Database): string[] {
  return [
    ...QUERIES.flatMap(([rule, sql]) => {
      const rows = db.query(sql).all();
      return rows.length === 0 ? [] : [`${rule}: ${JSON.stringify(rows.slice(0, 3))}`];
    }),
    ...listSessions(db).flatMap(({ id, key, state }) => [
      ...compareStack(db, id, key),
      ...(isOpen(state) || listFrames(db, id).length === 0 ? [] : [`${key} has ended with a stack`]),
    ]),
    ...compareModel(db),
  ];
}

/** Each answers what should not be. */
const QUERIES: [rule: string, sql: string][] = [
  [
    "a task is held by one open session at most",
    "SELECT current_task_id FROM sessions WHERE current_task_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1",
  ],
  [
    "only an open session holds a task",
    "SELECT key FROM sessions WHERE current_task_id IS NOT NULL AND state NOT IN ('booting', 'working', 'stalled')",
  ],
  [
    "the pointer is the task of the stack's one task frame",
    `SELECT s.key FROM sessions AS s WHERE current_task_id IS NOT
       (SELECT task_id FROM context_frames WHERE session_id = s.id AND kind = 'task')
       OR (SELECT count(*) FROM context_frames WHERE session_id = s.id AND kind = 'task') > 1`,
  ],
  [
    "a task is underway exactly when it is on a stack",
    `SELECT key, status FROM tasks WHERE (status = 'underway') <> (id IN (SELECT task_id FROM context_frames
       WHERE task_id IS NOT NULL))`,
  ],
  [
    "a subtask stands above the task that it is a part of",
    `SELECT t.key FROM context_frames AS f JOIN tasks AS t ON t.id = f.task_id WHERE f.kind = 'subtask'
       AND t.parent_id IS NOT (SELECT task_id FROM context_frames WHERE session_id = f.session_id AND depth = f.depth - 1)`,
  ],
  [
    "a stack has no gaps",
    "SELECT session_id FROM context_frames GROUP BY session_id HAVING max(depth) + 1 <> count(*) OR min(depth) <> 0",
  ],
  [
    "a claim is open exactly while its session points at the task",
    `SELECT c.task_id FROM claims AS c JOIN sessions AS s ON s.id = c.session_id
       WHERE (c.released_at IS NULL) <> (s.current_task_id IS c.task_id AND c.attempt =
         (SELECT max(attempt) FROM claims WHERE task_id = c.task_id))`,
  ],
  [
    "claims are counted without gaps",
    "SELECT task_id FROM claims GROUP BY task_id HAVING max(attempt) <> count(*) OR min(attempt) <> 1",
  ],
  [
    "a closed task has its time",
    "SELECT key FROM tasks WHERE (status IN ('complete', 'aborted')) <> (closed_at IS NOT NULL)",
  ],
];

function compareStack(db: Database, id: string, key: string): string[] {
  const changes = db
    .query<{ at: number; data: string }, [string]>(
      `SELECT at, data FROM activities WHERE session_id = ? AND kind = 'context' AND data ->> '$.depth' IS NOT NULL
       ORDER BY id`,
    )
    .all(id)
    .map(({ at, data }): ContextChange & { at: number } => ({ at, ...JSON.parse(data) }));
  try {
    const [told, held] = [rebuildStack(changes), listFrames(db, id)];
    if (Bun.deepEquals(told, held)) return [];
    return [`the stack of ${key} is ${JSON.stringify(held)}, by its history ${JSON.stringify(told)}`];
  } catch (error) {
    return [`the history of ${key}: ${error instanceof Error ? error.message : error}`];
  }
}

function compareModel(db: Database): string[] {
  const tasks = db
    .query<{ key: string; parent: string | null; status: TaskStatus }, []>(
      "SELECT key, status, (SELECT key FROM tasks AS p WHERE p.id = tasks.parent_id) AS parent FROM tasks",
    )
    .all();
  const model = new WorkModel(new Map(tasks.map(({ key, parent }) => [key, parent])));
  try {
    for (const row of readHistory(db)) model.apply(row);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  const stacks = db
    .query<{ session: string; task: string }, []>(
      `SELECT s.key AS session, t.key AS task FROM context_frames AS f JOIN sessions AS s ON s.id = f.session_id
       JOIN tasks AS t ON t.id = f.task_id ORDER BY f.session_id, f.depth`,
    )
    .all();
  const stackOf = (session: string) =>
    stacks.filter((one) => one.session === session).map(({ task }) => task);
  return [
    ...tasks.flatMap(({ key, status }) =>
      status === model.statuses.get(key)
        ? []
        : [`${key} is ${status}, by the model ${model.statuses.get(key)}`],
    ),
    ...listSessions(db).flatMap(({ key }) => {
      const [is, should] = [stackOf(key).join(", "), (model.stacks.get(key) ?? []).join(", ")];
      return is === should ? [] : [`${key} works on [${is}], by the model on [${should}]`];
    }),
  ];
}

/** What all sessions did, in the order of its commits. */
export const readHistory = (db: Database): HistoryRow[] =>
  db
    .query<Omit<HistoryRow, "data"> & { data: string }, []>(
      `SELECT a.id, s.key AS session, a.kind, text, data FROM activities AS a JOIN sessions AS s ON s.id = session_id
       ORDER BY a.id`,
    )
    .all()
    .map((row) => ({ ...row, data: JSON.parse(row.data) }));
