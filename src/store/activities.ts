import type { Database } from "bun:sqlite";
import type { Activity, ActivityKind } from "../domain/activity.ts";
import type { Session } from "../domain/session.ts";
import { decode } from "./json-columns.ts";
import type { Transaction } from "./store.ts";

const COLUMNS = `id, at, session_id AS sessionId, task_id AS taskId, sprint_id AS sprintId, kind, text, data`;

/** As much of a session as its history needs. */
export type Doer = Pick<Session, "id" | "key" | "runId">;

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
): void {
  noteActivity(tx, session, kind, text, data);
  tx.db.query("UPDATE sessions SET last_activity_at = ? WHERE id = ?").run(tx.at, session.id);
}

/** The same for what was done to it, or follows from something else: it is no sign of life. */
export function noteActivity(
  tx: Transaction,
  session: Doer,
  kind: ActivityKind,
  text: string,
  data: Record<string, unknown> = {},
): void {
  const { taskId, sprintId } = activeOf(tx.db, session.id);
  tx.db
    .query(
      `INSERT INTO activities (at, session_id, task_id, sprint_id, kind, text, data)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(tx.at, session.id, taskId, sprintId, kind, text, JSON.stringify(data));
  tx.event(
    "session.activity",
    { runId: session.runId, sessionId: session.id, taskId },
    { key: session.key, activity: kind, text },
  );
}

/** What the session works on: the task on top of its stack and the sprint that belongs to. */
export function activeOf(
  db: Database,
  sessionId: string,
): { taskId: string | null; sprintId: string | null } {
  const active = db
    .query<{ taskId: string | null; sprintId: string | null }, [string]>(
      // A sprint stands right above the project.
      `SELECT f.task_id AS taskId, coalesce(t.sprint_id, (SELECT sprint_id FROM context_frames AS s
         WHERE s.session_id = f.session_id AND s.depth = 1)) AS sprintId
       FROM context_frames AS f LEFT JOIN tasks AS t ON t.id = f.task_id
       WHERE f.session_id = ? ORDER BY f.depth DESC LIMIT 1`,
    )
    .get(sessionId);
  return active ?? { taskId: null, sprintId: null };
}

export interface ActivityQuery {
  sessionId?: string;
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
  { sessionId, taskId, sprintId, kinds, since, after, limit }: ActivityQuery,
): Activity[] {
  const conditions: [string, unknown][] = [
    ["session_id = ?", sessionId],
    ["task_id = ?", taskId],
    ["sprint_id = ?", sprintId],
    ["kind IN (SELECT value FROM json_each(?))", kinds && JSON.stringify(kinds)],
    ["at >= ?", since],
    ["id > ?", after],
  ];
  const given = conditions.filter(([, value]) => value !== undefined);
  const where = given.map(([condition]) => condition).join(" AND ") || "TRUE";
  const values = given.map(([, value]) => value as string | number);
  return db
    .query(`SELECT ${COLUMNS} FROM activities WHERE ${where} ORDER BY id DESC LIMIT ?`)
    .all(...values, limit)
    .map((row) => decode<Activity>(row, ["data"]))
    .reverse();
}

/** Number of the newest; 0 without any. */
export const lastActivityId = (db: Database): number =>
  db.query<{ id: number | null }, []>("SELECT max(id) AS id FROM activities").get()?.id ?? 0;
/** The newest one of those. */
export const lastActivity = (db: Database, query: Omit<ActivityQuery, "limit">): Activity | null =>
  listActivities(db, { ...query, limit: 1 })[0] ?? null;
