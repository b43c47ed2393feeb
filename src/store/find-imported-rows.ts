import type { Database } from "bun:sqlite";

/** A row of a source, and what became of it. */
export interface FoundRow {
  table: string;
  row: number;
  result: string;
  kind: string | null;
  /** Key of what it became, where that has one. */
  key: string | null;
  note: string | null;
  /** As it was: JSON, or the text of a row that was rejected. */
  raw: string;
}

/** Rows of an import whose raw form holds the text, whatever its case; the first so many. */
export const findRows = (db: Database, importId: string, text: string, limit: number): FoundRow[] =>
  db
    .query<FoundRow, [string, string, number]>(
      `SELECT r.source_table AS "table", r.row, r.result, r.kind,
         coalesce((SELECT key FROM sessions WHERE id = r.target_id), (SELECT key FROM tasks WHERE id = r.target_id),
           (SELECT key FROM runs WHERE id = r.target_id), (SELECT key FROM sprints WHERE id = r.target_id)) AS key,
         r.note, coalesce(l.raw, j.raw) AS raw
       FROM imported_rows AS r
       LEFT JOIN imported_rows_legacy AS l ON l.import_id = r.import_id AND l.source_table = r.source_table AND l.row = r.row
       LEFT JOIN import_rejects AS j ON j.import_id = r.import_id AND j.source_table = r.source_table AND j.row = r.row
       WHERE r.import_id = ?1 AND instr(lower(coalesce(l.raw, j.raw)), lower(?2)) > 0
       ORDER BY r.source_table, r.row LIMIT ?3`,
    )
    .all(importId, text, limit);
