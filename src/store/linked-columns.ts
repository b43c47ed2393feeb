import type { Database } from "bun:sqlite";
import { IS_OPEN } from "./session-row.ts";

/** A column of an imported thing that refers to another thing. */
export interface LinkedColumn {
  table: "sessions" | "tasks";
  column: "run_id" | "parent_id" | "sprint_id";
  to: "run" | "session" | "sprint" | "task";
}

export const readLinked = (
  db: Database,
  { table, column }: LinkedColumn,
  id: string,
): { key: string; value: string | null } | null =>
  db
    .query<{ key: string; value: string | null }, [string]>(
      `SELECT key, ${column} AS value FROM ${table} WHERE id = ?`,
    )
    .get(id);

/** More levels than that are no hierarchy. */
const DEEPEST = 1000;

/** Whether the way up from one thing comes to another, or does not end. */
export function leadsTo(db: Database, { table, column }: LinkedColumn, from: string, to: string): boolean {
  const above = db.query<{ id: string | null }, [string]>(
    `SELECT ${column} AS id FROM ${table} WHERE id = ?`,
  );
  let here: string | null = from;
  for (let level = 0; level < DEEPEST; level++) {
    if (here === to) return true;
    here = above.get(here)?.id ?? null;
    if (here === null) return false;
  }
  return true;
}

/** Ids of sessions of the import that the source calls so; three at most. */
export const listNamed = (db: Database, importId: string, name: string): string[] =>
  db
    .query<{ id: string }, [string, string]>(
      "SELECT target_id AS id FROM imported_things WHERE import_id = ? AND name = ? AND kind = 'session' LIMIT 3",
    )
    .all(importId, name)
    .map(({ id }) => id);

/** Other sessions of the import that the source calls so, and whether each was open when `owner` began; no more than so many. */
export const findNamed = (
  db: Database,
  importId: string,
  name: string,
  owner: string,
): { id: string; wasOpen: number }[] =>
  db
    .query<{ id: string; wasOpen: number }, [string, string, string]>(
      `SELECT s.id, s.started_at <= o.started_at AND (s.${IS_OPEN} OR s.ended_at >= o.started_at) AS wasOpen
       FROM imported_things AS t JOIN sessions AS s ON s.id = t.target_id JOIN sessions AS o ON o.id = ?3
       WHERE t.import_id = ?1 AND t.name = ?2 AND t.kind = 'session' AND t.target_id <> ?3 LIMIT 1000`,
    )
    .all(importId, name, owner);

/** Whether another task of the run is called like that one. */
export const hasTaskLike = (db: Database, runId: string, taskId: string): boolean =>
  db
    .query(
      "SELECT 1 FROM tasks WHERE run_id = ?1 AND id <> ?2 AND key = (SELECT key FROM tasks WHERE id = ?2)",
    )
    .get(runId, taskId) !== null;
