import type { Database } from "bun:sqlite";
import type { EventKind, OverstoryEvent } from "../domain/event.ts";
import { decode } from "./json-columns.ts";
import type { Subject } from "./store.ts";

const COLUMNS = `id, at, kind, data,
  run_id AS runId, (SELECT key FROM runs WHERE id = run_id) AS run,
  session_id AS sessionId, (SELECT key FROM sessions WHERE id = session_id) AS session,
  task_id AS taskId, (SELECT key FROM tasks WHERE id = task_id) AS task`;

export function appendEvent(
  db: Database,
  at: number,
  kind: EventKind,
  { runId = null, sessionId = null, taskId = null }: Subject,
  data?: Record<string, unknown>,
): void {
  db.query("INSERT INTO events (at, kind, run_id, session_id, task_id, data) VALUES (?, ?, ?, ?, ?, ?)").run(
    at,
    kind,
    runId,
    sessionId,
    taskId,
    data ? JSON.stringify(data) : "{}",
  );
}

export interface EventFilter {
  /** Only events past this cursor. */
  after: number;
  limit: number;
  runId?: string;
  sessionId?: string;
  kinds?: readonly EventKind[];
  /** Only events at or after this time, ms UTC. */
  since?: number;
}

/** In order of their cursor. */
export function listEvents(
  db: Database,
  { after, limit, runId, sessionId, kinds, since }: EventFilter,
): OverstoryEvent[] {
  const where = ["id > $after"];
  if (runId !== undefined) where.push("run_id = $runId");
  if (sessionId !== undefined) where.push("session_id = $sessionId");
  if (kinds !== undefined) where.push("kind IN (SELECT value FROM json_each($kinds))");
  if (since !== undefined) where.push("at >= $since");
  const rows = db
    .query(`SELECT ${COLUMNS} FROM events WHERE ${where.join(" AND ")} ORDER BY id LIMIT $limit`)
    .all({
      after,
      limit,
      ...(runId !== undefined && { runId }),
      ...(sessionId !== undefined && { sessionId }),
      ...(kinds !== undefined && { kinds: JSON.stringify(kinds) }),
      ...(since !== undefined && { since }),
    });
  return rows.map((row) => decode<OverstoryEvent>(row, ["data"]));
}

/** The sessions of which events of these kinds tell past that cursor, each once, in no order. */
export const listSessionsTold = (db: Database, after: number, kinds: readonly EventKind[]): string[] =>
  db
    .query<{ id: string }, [number, string]>(
      `SELECT DISTINCT session_id AS id FROM events
       WHERE id > ? AND kind IN (SELECT value FROM json_each(?)) AND session_id IS NOT NULL`,
    )
    .all(after, JSON.stringify(kinds))
    .map(({ id }) => id);

/** The newest event that tells of a tmux server's start; it has an index of its own. */
export function findLastTmuxStart(db: Database): OverstoryEvent | null {
  const row = db
    .query(`SELECT ${COLUMNS} FROM events WHERE kind = 'tmux.started' ORDER BY id DESC LIMIT 1`)
    .get();
  return row ? decode<OverstoryEvent>(row, ["data"]) : null;
}

export function lastEventId(db: Database): number {
  return db.query<{ id: number | null }, []>("SELECT max(id) AS id FROM events").get()?.id ?? 0;
}
