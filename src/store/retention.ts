import type { Database } from "bun:sqlite";
import type { Session } from "../domain/session.ts";
import { IS_OPEN } from "./session-row.ts";
import type { Transaction } from "./store.ts";

/** Rows that one transaction looks at: few enough that nobody waits for it. */
export const CHUNK = 1000;

/**
 * Deletes those of the next 1000 events past the cursor `after` that are from before `before` (ms UTC). Those of active
 * runs and open sessions stay, the newest event, for the cursors of those who follow, and the newest start of a tmux
 * server, by which it is known again.
 *
 * @returns how many were deleted, and where to go on; null at the end
 */
export function pruneEvents(
  { db }: Transaction,
  before: number,
  after: number,
): { removed: number; next: number | null } {
  const page = db
    .query<{ last: number | null; rows: number; old: number | null }, [number, number]>(
      `SELECT max(id) AS last, count(*) AS rows, sum(at < ?) AS old
       FROM (SELECT id, at FROM events WHERE id > ? ORDER BY id LIMIT ${CHUNK})`,
    )
    .get(before, after);
  const last = page?.last ?? null;
  if (!page || last === null || !page.old) return { removed: 0, next: null };
  const { changes } = db
    .query(
      `DELETE FROM events WHERE id > $after AND id <= $last AND at < $before
         AND id < (SELECT max(id) FROM events)
         AND id IS NOT (SELECT max(id) FROM events WHERE kind = 'tmux.started')
         AND (run_id IS NULL OR run_id NOT IN (SELECT id FROM runs WHERE status = 'active'))
         AND (session_id IS NULL OR session_id NOT IN (SELECT id FROM sessions WHERE ${IS_OPEN}))`,
    )
    .run({ after, last, before });
  return { removed: changes, next: page.rows < CHUNK ? null : last };
}

/** Deletes up to 1000 of the watchdog's records from before that time; answers how many. */
export const pruneWatchLog = ({ db }: Transaction, before: number): number =>
  db
    .query(
      `DELETE FROM watch_log WHERE id IN (SELECT id FROM watch_log WHERE at < ? ORDER BY at LIMIT ${CHUNK})`,
    )
    .run(before).changes;

/** Deletes up to 1000 alerts whose cause was gone before that time; answers how many. */
export const pruneAlerts = ({ db }: Transaction, before: number): number =>
  db
    .query(`DELETE FROM alerts WHERE id IN (SELECT id FROM alerts WHERE gone_at < ? LIMIT ${CHUNK})`)
    .run(before).changes;

/** Deletes up to 1000 ended due times of schedules; the latest of each schedule stays. Answers how many. */
export const pruneScheduleRuns = ({ db }: Transaction, before: number): number =>
  db
    .query(
      `DELETE FROM schedule_runs WHERE id IN
         (SELECT id FROM schedule_runs AS old WHERE ended_at < ?
            AND EXISTS (SELECT 1 FROM schedule_runs WHERE schedule = old.schedule AND due_at > old.due_at)
          LIMIT ${CHUNK})`,
    )
    .run(before).changes;

/**
 * Sessions of stopped tasks that were the last to use their worktree, and ended before that time. A worktree that an open
 * session uses is not among them, nor one that was a person's before.
 */
export const listForgottenWorktrees = (db: Database, before: number): { sessionId: string; path: string }[] =>
  db
    .query<{ sessionId: string; path: string }, [number]>(
      // SQLite takes a bare column from the row that holds the maximum.
      `SELECT sessionId, path FROM
         (SELECT id AS sessionId, worktree AS path, max(coalesce(ended_at, 1e15)) AS ended_at
            FROM sessions WHERE worktree IS NOT NULL GROUP BY worktree HAVING count(adopted_at) = 0)
       WHERE ended_at < ? AND EXISTS
         (SELECT 1 FROM claims AS c JOIN tasks AS t ON t.id = c.task_id
            WHERE c.session_id = sessionId AND t.status IN ('blocked', 'aborted'))`,
    )
    .all(before);

/** Sessions that ended before that time, ms UTC. */
export const listEnded = (db: Database, before: number): Pick<Session, "id" | "key">[] =>
  db
    .query<Pick<Session, "id" | "key">, [number]>("SELECT id, key FROM sessions WHERE ended_at < ?")
    .all(before);
