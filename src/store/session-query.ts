import type { Database } from "bun:sqlite";
import type { Session, SessionPhase, SessionSource, SessionState } from "../domain/session.ts";
import { IS_OPEN, SESSION_COLUMNS, toSession } from "./session-row.ts";

export interface SessionQuery {
  /** Only open ones. */
  open?: boolean | undefined;
  state?: SessionState | undefined;
  phase?: SessionPhase | undefined;
  source?: SessionSource | undefined;
  role?: string | undefined;
  runId?: string | undefined;
  /** Those that hold it or held it. */
  taskId?: string | undefined;
  /** Active at or after that time, ms UTC. */
  since?: number | undefined;
}

/** Those that fit every condition given, oldest first. */
export function querySessions(db: Database, query: SessionQuery): Session[] {
  const conditions: [string, string | number | undefined][] = [
    ["state = ?", query.state],
    ["phase = ?", query.phase],
    ["source = ?", query.source],
    ["role = ?", query.role],
    ["run_id = ?", query.runId],
    ["id IN (SELECT session_id FROM claims WHERE task_id = ?)", query.taskId],
    ["last_activity_at >= ?", query.since],
  ];
  const given = conditions.flatMap(([condition, value]) =>
    value === undefined ? [] : [{ condition, value }],
  );
  const where = [...(query.open ? [IS_OPEN] : []), ...given.map(({ condition }) => condition)];
  return db
    .query(
      `SELECT ${SESSION_COLUMNS} FROM sessions WHERE ${where.join(" AND ") || "TRUE"} ORDER BY started_at, length(key), key`,
    )
    .all(...given.map(({ value }) => value))
    .map(toSession);
}

/** The session and those whose work it goes on with, oldest first. */
export const lineOf = (db: Database, sessionId: string): string[] =>
  db
    .query<{ id: string }, [string]>(
      `WITH RECURSIVE line (id, back) AS (
         SELECT ?, 0 UNION SELECT s.predecessor_id, back + 1 FROM sessions AS s JOIN line USING (id)
           WHERE s.predecessor_id IS NOT NULL
       ) SELECT id FROM line ORDER BY back DESC`,
    )
    .all(sessionId)
    .map(({ id }) => id);

/** The one that goes on with its work, and with that one's, to the last; itself when there is none. */
export const lastOfLine = (db: Database, sessionId: string): string =>
  db
    .query<{ id: string }, [string]>(
      `WITH RECURSIVE line (id, on_) AS (
         SELECT ?, 0 UNION SELECT s.id, on_ + 1 FROM sessions AS s JOIN line ON s.predecessor_id = line.id
       ) SELECT id FROM line ORDER BY on_ DESC, id DESC LIMIT 1`,
    )
    .get(sessionId)?.id ?? sessionId;
