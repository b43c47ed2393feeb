import type { Database } from "bun:sqlite";
import type { Activity, ActivityKind } from "../domain/activity.ts";
import type { Session } from "../domain/session.ts";
import { decode } from "./json-columns.ts";
import { oneOf } from "./one-of.ts";
import type { Transaction } from "./store.ts";

const COLUMNS = `id, at, session_id AS sessionId, task_id AS taskId, sprint_id AS sprintId, kind, text, data`;

/** As much of a session as its history needs. */
export type Doer = Pick<Session, "id" | "key" | "runId">;

/** Changes that have an event of their own: a second one would say the same. */
const TOLD: readonly ActivityKind[] = ["start", "pause", "resume", "end", "phase", "approval"];

/**
 * Writes what a session did, as part of what it works on at this moment: the newest task and sprint of its stack. It
 * counts as activity of the session.
 */
export function recordActivity(
  tx: Transaction,
  session: Doer,
  kind: ActivityKind,
  text: string,
  data: Record<string, unknown> = {},
): Activity {
  const activity = noteActivity(tx, session, kind, text, data);
  tx.db.query("UPDATE sessions SET last_activity_at = ? WHERE id = ?").run(tx.at, session.id);
  return activity;
}

/** The same for what was done to it, or follows from something else: it is no sign of life. */
export function noteActivity(
  tx: Transaction,
  session: Doer,
  kind: ActivityKind,
  text: string,
  data: Record<string, unknown> = {},
): Activity {
  const { taskId, sprintId } = activeOf(tx.db, session.id);
  const { lastInsertRowid } = tx.db
    .query(
      `INSERT INTO activities (at, session_id, task_id, sprint_id, kind, text, data)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(tx.at, session.id, taskId, sprintId, kind, text, JSON.stringify(data));
  if (!TOLD.includes(kind))
    tx.event(
      "session.activity",
      { runId: session.runId, sessionId: session.id, taskId },
      { key: session.key, activity: kind, text },
    );
  return {
    id: Number(lastInsertRowid),
    at: tx.at,
    sessionId: session.id,
    taskId,
    sprintId,
    kind,
    text,
    data,
  };
}

/** What the session works on: the task on top of its stack and the sprint that belongs to. */
export function activeOf(
  db: Database,
  sessionId: string,
): { taskId: string | null; sprintId: string | null } {
  const top = db
    .query<{ taskId: string | null; sprintId: string | null }, [string]>(
      `SELECT task_id AS taskId, sprint_id AS sprintId FROM context_frames WHERE session_id = ?
       ORDER BY depth DESC LIMIT 1`,
    )
    .get(sessionId);
  if (!top) return { taskId: null, sprintId: null };
  return top.taskId === null ? top : { ...top, sprintId: sprintOf(db, sessionId, top.taskId) };
}

/** That of the task, else the one that it stands on: right above the project. */
const sprintOf = (db: Database, sessionId: string, taskId: string): string | null =>
  db
    .query<{ sprintId: string | null }, [string, string]>(
      `SELECT coalesce((SELECT sprint_id FROM tasks WHERE id = ?),
         (SELECT sprint_id FROM context_frames WHERE session_id = ? AND depth = 1)) AS sprintId`,
    )
    .get(taskId, sessionId)?.sprintId ?? null;

export interface ActivityQuery {
  sessionId?: string;
  /** Of any of these. */
  sessionIds?: readonly string[];
  taskId?: string;
  sprintId?: string;
  kinds?: readonly ActivityKind[];
  /** ms UTC */
  since?: number;
  /** Only those past this one. */
  after?: number;
  /** The newest so many. */
  limit: number;
}

/** Oldest first. */
export function listActivities(
  db: Database,
  { sessionId, sessionIds, taskId, sprintId, kinds, since, after, limit }: ActivityQuery,
): Activity[] {
  const conditions: [string, string | number | readonly string[] | undefined][] = [
    ["session_id = ?", sessionId],
    [`session_id ${oneOf(sessionIds)}`, sessionIds],
    ["task_id = ?", taskId],
    ["sprint_id = ?", sprintId],
    [`kind ${oneOf(kinds)}`, kinds],
    ["at >= ?", since],
    ["id > ?", after],
  ];
  const given = conditions.flatMap(([condition, value]) =>
    value === undefined ? [] : [{ condition, values: [value].flat() }],
  );
  const where = given.map(({ condition }) => condition).join(" AND ") || "TRUE";
  return db
    .query(`SELECT ${COLUMNS} FROM activities WHERE ${where} ORDER BY id DESC LIMIT ?`)
    .all(...given.flatMap(({ values }) => values), limit)
    .map((row) => decode<Activity>(row, ["data"]))
    .reverse();
}

/** Number of the newest; 0 without any. */
export const lastActivityId = (db: Database): number =>
  db.query<{ id: number | null }, []>("SELECT max(id) AS id FROM activities").get()?.id ?? 0;
