import type { Database } from "bun:sqlite";
import type { SessionPhase } from "../domain/session.ts";
import type { Transaction } from "./store.ts";

/** A session that has ended, and what still refers to it. */
export interface EndedSession {
  id: string;
  key: string;
  name: string;
  phase: SessionPhase;
  endedAt: number;
  lastActivityAt: number;
  predecessorId: string | null;
  /** Key of its run while that goes on. */
  activeRun: string | null;
  /** Key of a task that it worked on and that is not closed. */
  openTask: string | null;
  /** Key of one that goes on with its work, or that it has begun, and that is open or ended later than that. */
  heir: string | null;
}

/** Those that ended before that time (ms UTC), oldest first. */
export const listEndedBefore = (db: Database, before: number): EndedSession[] =>
  db
    .query<EndedSession, [number]>(
      `SELECT s.id, s.key, s.name, s.phase, s.ended_at AS endedAt, s.last_activity_at AS lastActivityAt,
         s.predecessor_id AS predecessorId,
         (SELECT key FROM runs WHERE id = s.run_id AND status = 'active') AS activeRun,
         (SELECT t.key FROM claims AS c JOIN tasks AS t ON t.id = c.task_id
            WHERE c.session_id = s.id AND t.status NOT IN ('complete', 'aborted') LIMIT 1) AS openTask,
         heirs.key AS heir
       FROM sessions AS s LEFT JOIN (
         WITH RECURSIVE line (id, key) AS (
           SELECT predecessor_id, key FROM sessions WHERE predecessor_id IS NOT NULL AND (ended_at IS NULL OR ended_at >= ?1)
           UNION SELECT parent_id, key FROM sessions WHERE parent_id IS NOT NULL AND (ended_at IS NULL OR ended_at >= ?1)
           UNION SELECT p.predecessor_id, line.key FROM sessions AS p JOIN line USING (id) WHERE p.predecessor_id IS NOT NULL
         ) SELECT id, min(key) AS key FROM line GROUP BY id
       ) AS heirs ON heirs.id = s.id
       WHERE s.ended_at < ?1 ORDER BY s.ended_at, length(s.key), s.key`,
    )
    .all(before);

/** Deletes them with all that is theirs alone; answers the keys of those that were still there. */
export function pruneSessions(tx: Transaction, ids: readonly string[]): string[] {
  const removed = tx.db
    .query<{ key: string }, [string]>(
      "DELETE FROM sessions WHERE id IN (SELECT value FROM json_each(?)) AND ended_at IS NOT NULL RETURNING key",
    )
    .all(JSON.stringify(ids))
    .map(({ key }) => key);
  if (removed.length > 0) tx.event("session.pruned", {}, { count: removed.length, keys: removed });
  return removed;
}
