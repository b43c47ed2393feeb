import type { Database } from "bun:sqlite";
import { IS_OPEN } from "./session-row.ts";

/** A rule that must hold at every commit, and how to find what breaks it. */
interface Invariant {
  name: string;
  /** Answers one row, with what is wrong, or none. */
  sql: string;
}

const OURS = (id: string) =>
  `EXISTS (SELECT 1 FROM imported_things AS t WHERE t.target_id = ${id} AND t.import_id = ?1)`;

/** What a constraint does not see to by itself. */
const INVARIANTS: readonly Invariant[] = [
  {
    name: "a task that a session holds is underway",
    sql: `SELECT s.key AS what FROM sessions AS s JOIN tasks AS k ON k.id = s.current_task_id
          WHERE k.status <> 'underway' AND ${OURS("k.id")}`,
  },
  {
    name: "a task that is underway is held",
    sql: `SELECT k.key AS what FROM tasks AS k WHERE k.status = 'underway' AND ${OURS("k.id")}
          AND NOT EXISTS (SELECT 1 FROM sessions WHERE current_task_id = k.id)`,
  },
  {
    name: "only an open session holds a task",
    sql: `SELECT key AS what FROM sessions WHERE current_task_id IS NOT NULL AND NOT ${IS_OPEN}`,
  },
  {
    name: "a held task has one claim that goes on, by its holder",
    sql: `SELECT s.key AS what FROM sessions AS s WHERE s.current_task_id IS NOT NULL AND ${OURS("s.id")}
          AND (SELECT count(*) FROM claims AS c WHERE c.task_id = s.current_task_id AND c.session_id = s.id
            AND c.released_at IS NULL) <> 1`,
  },
  {
    name: "only an open session has a stack, from the project up without a gap",
    sql: `SELECT s.key AS what FROM context_frames AS f JOIN sessions AS s ON s.id = f.session_id WHERE ${OURS("s.id")}
          GROUP BY s.id HAVING max(f.depth) + 1 <> count(*) OR NOT s.${IS_OPEN}`,
  },
  {
    name: "the held task is on the stack",
    sql: `SELECT s.key AS what FROM sessions AS s WHERE s.current_task_id IS NOT NULL AND ${OURS("s.id")}
          AND NOT EXISTS (SELECT 1 FROM context_frames AS f WHERE f.session_id = s.id AND f.task_id = s.current_task_id)`,
  },
  {
    name: "nobody carries out a run of another system",
    sql: `SELECT r.key AS what FROM runs AS r WHERE r.status = 'active' AND ${OURS("r.id")}`,
  },
  {
    name: "nothing is above itself",
    sql: `SELECT s.key AS what FROM sessions AS s WHERE s.parent_id = s.id
          UNION ALL SELECT key FROM tasks WHERE parent_id = id`,
  },
  {
    name: "all that was made is there",
    sql: `SELECT t.kind || ' ' || t.source_id AS what FROM imported_things AS t WHERE t.import_id = ?1 AND (
            (t.kind = 'session' AND NOT EXISTS (SELECT 1 FROM sessions WHERE id = t.target_id))
            OR (t.kind = 'task' AND NOT EXISTS (SELECT 1 FROM tasks WHERE id = t.target_id))
            OR (t.kind = 'run' AND NOT EXISTS (SELECT 1 FROM runs WHERE id = t.target_id))
            OR (t.kind = 'sprint' AND NOT EXISTS (SELECT 1 FROM sprints WHERE id = t.target_id)))`,
  },
];

/** What breaks a rule, in words; the first of each. */
export const findBreaches = (db: Database, importId: string): string[] =>
  INVARIANTS.flatMap(({ name, sql }) => {
    const breach = db
      .query<{ what: string }, string[]>(`${sql} LIMIT 1`)
      .get(...(sql.includes("?1") ? [importId] : []));
    return breach ? [`${name}: not so for ${breach.what}`] : [];
  });

/** Rows that refer to rows that are not there. */
export const countBrokenReferences = (db: Database): number =>
  db.query("PRAGMA foreign_key_check").all().length;

export interface KeptRow {
  result: string;
  targetId: string | null;
  raw: string | null;
}

export const readKeptRow = (db: Database, importId: string, table: string, row: number): KeptRow | null =>
  db
    .query<KeptRow, [string, string, number]>(
      `SELECT r.result, r.target_id AS targetId, l.raw FROM imported_rows AS r
       LEFT JOIN imported_rows_legacy AS l ON l.import_id = r.import_id AND l.source_table = r.source_table AND l.row = r.row
       WHERE r.import_id = ? AND r.source_table = ? AND r.row = ?`,
    )
    .get(importId, table, row);

/** Completed imports whose rows are not all accounted for, with what is wrong. */
export const listUnaccounted = (db: Database): { key: string; what: string }[] =>
  db
    .query<{ key: string; what: string }, []>(
      `SELECT key, rows || ' rows of ' || total || ' are on record' AS what FROM (
         SELECT i.key, (SELECT count(*) FROM imported_rows WHERE import_id = i.id) AS rows,
           (i.report ->> '$.rows.imported') + (i.report ->> '$.rows.merged') + (i.report ->> '$.rows.known')
             + (i.report ->> '$.rows.rejected') AS total
         FROM imports AS i WHERE i.status = 'completed') WHERE rows <> total
       UNION ALL
       SELECT i.key, r.source_table || ' row ' || r.row || ' has not been kept as it was' FROM imports AS i
         JOIN imported_rows AS r ON r.import_id = i.id
         LEFT JOIN imported_rows_legacy AS l ON l.import_id = r.import_id AND l.source_table = r.source_table AND l.row = r.row
         LEFT JOIN import_rejects AS j ON j.import_id = r.import_id AND j.source_table = r.source_table AND j.row = r.row
         WHERE i.status = 'completed' AND i.archived_at IS NULL AND l.row IS NULL AND j.row IS NULL
       LIMIT 20`,
    )
    .all();

/** Tables whose names or purposes are those of another: what a half-done unification would leave. */
export const listDuplicateTables = (db: Database): string[] =>
  db
    .query<{ name: string }, []>(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
         AND name <> 'imported_rows_legacy' AND (name LIKE '%\\_legacy' ESCAPE '\\' OR name LIKE '%\\_old' ESCAPE '\\'
           OR name LIKE '%\\_backup' ESCAPE '\\' OR name LIKE 'new\\_%' ESCAPE '\\'
           OR (name LIKE '%session%' AND name NOT IN ('sessions')) OR name IN ('agents', 'missions', 'personas'))`,
    )
    .all()
    .map(({ name }) => name);
