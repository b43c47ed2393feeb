import type { Database } from "bun:sqlite";

/**
 * `spent (task_id, session_id, began_at, ms)`: how long each session worked on each task, from when a task was on its
 * stack less the pauses, and never more than the session was active at all. For `WITH`; `$task` is a task, or null
 * for all that have an estimate; `$now` is ms UTC.
 */
export const SPENT = `
  wanted AS (SELECT id FROM tasks WHERE id = $task UNION ALL
    SELECT id FROM tasks WHERE $task IS NULL AND estimate_ms IS NOT NULL),
  stretches AS (
    SELECT task_id, session_id, at - (data ->> '$.durationMs') AS from_at, at AS to_at FROM activities
      WHERE task_id IN wanted AND kind = 'context' AND data ->> '$.action' = 'pop' UNION ALL
    SELECT task_id, session_id, pushed_at, $now FROM context_frames WHERE task_id IN wanted),
  pauses AS (
    SELECT session_id, coalesce(data ->> '$.since', at) AS from_at, coalesce((SELECT min(at) FROM activities AS later
        WHERE later.session_id = pause.session_id AND later.id > pause.id AND later.kind IN ('resume', 'end')), $now) AS to_at
      FROM activities AS pause
      WHERE session_id IN (SELECT session_id FROM stretches) AND kind = 'pause'),
  less_pauses AS (
    SELECT task_id, session_id, from_at, to_at - from_at - coalesce((SELECT
        sum(max(0, min(pauses.to_at, stretches.to_at) - max(pauses.from_at, stretches.from_at)))
        FROM pauses WHERE pauses.session_id = stretches.session_id), 0) AS ms
      FROM stretches),
  spent AS (
    SELECT task_id, session_id, min(from_at) AS began_at, max(0, min(sum(ms), (SELECT active_ms + max(0, coalesce($now - active_since, 0))
        FROM sessions WHERE id = session_id))) AS ms
      FROM less_pauses GROUP BY task_id, session_id)`;

interface Spent {
  /** By all sessions together. */
  spentMs: number;
  /** When that session first had it on its stack; null when it never had. */
  beganAt: number | null;
}

/** @param now ms UTC: what is on a stack still is counted up to then */
export function readTimeSpent(db: Database, task: string, session: string | null, now: number): Spent {
  const row = db
    .query<Spent, { task: string; session: string | null; now: number }>(
      `WITH ${SPENT} SELECT coalesce(sum(ms), 0) AS spentMs,
         min(iif(session_id = $session, began_at, NULL)) AS beganAt FROM spent`,
    )
    .get({ task, session, now });
  return row ?? { spentMs: 0, beganAt: null };
}
