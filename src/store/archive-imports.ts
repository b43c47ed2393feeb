import { listUnaccounted } from "./import-checks.ts";
import { CHUNK } from "./retention.ts";
import type { Transaction } from "./store.ts";

/**
 * Drops up to 1000 raw rows of imports from before that time, once all rows of the import are accounted for. What is nowhere
 * else stays: rows without a place of their own here, and those with a remark. Answers how many were dropped.
 */
export function archiveImports({ db, at }: Transaction, before: number): number {
  const due = db
    .query<{ id: string; key: string; isBegun: number }, [number]>(
      `SELECT id, key, archived_at IS NOT NULL AS isBegun FROM imports WHERE status = 'completed' AND ended_at < ? ORDER BY ended_at`,
    )
    .all(before);
  const unaccounted = due.some(({ isBegun }) => isBegun === 0)
    ? listUnaccounted(db).map(({ key }) => key)
    : [];
  let dropped = 0;
  for (const { id, key, isBegun } of due) {
    if (dropped >= CHUNK) return dropped;
    if (isBegun === 0 && unaccounted.includes(key)) continue;
    if (isBegun === 0) db.query("UPDATE imports SET archived_at = ? WHERE id = ?").run(at, id);
    dropped += db
      .query(
        `DELETE FROM imported_rows_legacy WHERE import_id = ?1 AND (source_table, row) IN (
           SELECT l.source_table, l.row FROM imported_rows_legacy AS l
           JOIN imported_rows AS r ON r.import_id = l.import_id AND r.source_table = l.source_table AND r.row = l.row
           WHERE l.import_id = ?1 AND r.kind <> 'extra' AND r.note IS NULL LIMIT ?2)`,
      )
      .run(id, CHUNK - dropped).changes;
  }
  return dropped;
}
