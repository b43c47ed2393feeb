import type { Database } from "bun:sqlite";

/** A branch with work that its run's integration branch does not have yet. */
export interface UnmergedWork {
  /** `RUN-001/api (SESSION-004)` */
  label: string;
  branch: string;
}

/** Of each open task of a run, and of each whose merge was refused, the branch of the session that worked on it last. */
export const listUnmergedWork = (db: Database, runId: string): UnmergedWork[] =>
  db
    .query<UnmergedWork, [string]>(
      `SELECT r.key || '/' || t.key || ' (' || s.key || ')' AS label, s.branch
       FROM tasks AS t JOIN runs AS r ON r.id = t.run_id
       JOIN claims AS c ON c.task_id = t.id AND c.attempt = (SELECT max(attempt) FROM claims WHERE task_id = t.id)
       JOIN sessions AS s ON s.id = c.session_id
       WHERE t.run_id = ? AND t.status NOT IN ('complete', 'aborted') AND s.branch IS NOT NULL
       ORDER BY t.position`,
    )
    .all(runId);
