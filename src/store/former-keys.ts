import type { Database } from "bun:sqlite";

/** What imported things can be found by when nothing here bears the name: what they were called where they come from. */
export function findByFormerKey(
  db: Database,
  kind: "session" | "task" | "run" | "sprint",
  text: string,
): string | null {
  const found = db
    .query<{ id: string }, [string, string]>(
      `SELECT id FROM (
         SELECT target_id AS id, 1 AS place FROM former_keys WHERE kind = ?1 AND former_key = ?2
         UNION ALL
         SELECT target_id, 2 FROM imported_things
           WHERE import_id IN (SELECT id FROM imports) AND kind = ?1 AND source_id = ?2)
       GROUP BY id ORDER BY min(place) LIMIT 2`,
    )
    .all(kind, text);
  // Two things of one name: which is meant cannot be told.
  return found.length === 1 ? (found[0]?.id ?? null) : null;
}
