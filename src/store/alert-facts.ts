import type { Database } from "bun:sqlite";
import type { EndedRun, StoppedTask } from "../domain/alerting/run-conditions.ts";
import { ALERTING_LEVEL, type LostSession } from "../domain/alerting/session-conditions.ts";
import type { Session } from "../domain/session.ts";
import { IS_OPEN, SESSION_COLUMNS, toSession } from "./session-row.ts";

/** What alerts are derived from: readings across tables that each find only what is worth an alert. */

/** Open sessions that wait for something, or that stand still and have come far up the ladder. */
export const listSessionsInNeed = (db: Database): Session[] =>
  db
    .query(
      `SELECT ${SESSION_COLUMNS} FROM sessions
       WHERE ${IS_OPEN} AND (attention IS NOT NULL OR escalation_level >= ${ALERTING_LEVEL})`,
    )
    .all()
    .map(toSession);

/**
 * Sessions lost since then (ms UTC) that never had a task, or whose task waits for its next session to come to life. A
 * task that was settled meanwhile, or on which another session has begun to work, makes up for its loss.
 */
export const listLostSessions = (db: Database, since: number): LostSession[] =>
  db
    .query<LostSession, [number]>(
      `SELECT z.key, z.name, z.reason, z.stop_cause AS stopCause, iif(t.key IS NULL, NULL, coalesce(r.key || '/', '') || t.key) AS task,
         z.ended_at AS endedAt
       FROM sessions AS z
       LEFT JOIN claims AS c ON c.session_id = z.id AND c.claimed_at = (SELECT max(claimed_at) FROM claims WHERE session_id = z.id)
       LEFT JOIN tasks AS t ON t.id = c.task_id
       LEFT JOIN runs AS r ON r.id = t.run_id
       LEFT JOIN claims AS l ON l.task_id = c.task_id AND l.attempt = (SELECT max(attempt) FROM claims WHERE task_id = c.task_id)
       LEFT JOIN sessions AS n ON n.id = l.session_id
       WHERE z.state = 'zombie' AND z.ended_at >= ? AND (c.task_id IS NULL OR (
         t.status IN ('todo', 'underway') AND (r.status IS NULL OR r.status = 'active')
         AND (n.id = z.id OR (n.state = 'booting' AND l.attempt = c.attempt + 1))))
       ORDER BY z.ended_at`,
    )
    .all(since);

const STOPPED = `SELECT t.key, r.key AS run, t.stop_code AS stopCode, t.stop_reason AS stopReason,
    (SELECT s.key FROM claims AS c JOIN sessions AS s ON s.id = c.session_id WHERE c.task_id = t.id
      ORDER BY c.attempt DESC LIMIT 1) AS session,
    (SELECT g.position FROM gate_runs AS g WHERE g.task_id = t.id AND g.passed = 0 ORDER BY g.started_at DESC LIMIT 1) AS redGate,
    (SELECT m.key FROM merges AS m WHERE m.task_id = t.id AND m.state IN ('conflict', 'red', 'failed') AND m.settled_at = t.updated_at) AS merge
  FROM tasks AS t JOIN runs AS r ON r.id = t.run_id
  WHERE t.status = 'blocked' AND t.stop_code NOT IN ('dependency', 'operator', 'run_cancelled')`;

/** `redGate` is the place of the gate that was red, from 0. */
export type StoppedTaskRow = Omit<StoppedTask, "gateLog"> & { redGate: number | null };

/** Stopped tasks of runs that go on; where nothing is left to do, the run's end is about to tell of them. */
export const listStoppedTasks = (db: Database): StoppedTaskRow[] =>
  db
    .query<StoppedTaskRow, []>(
      `${STOPPED} AND r.status = 'active' AND EXISTS (
         SELECT 1 FROM tasks AS other WHERE other.run_id = r.id AND other.status NOT IN ('blocked', 'complete', 'aborted'))
       ORDER BY t.updated_at`,
    )
    .all();

export const listStoppedTasksOf = (db: Database, runId: string): StoppedTaskRow[] =>
  db.query<StoppedTaskRow, [string]>(`${STOPPED} AND r.id = ? ORDER BY t.position`).all(runId);

export const listHeldMerges = (db: Database): { run: string; key: string; reason: string }[] =>
  db
    .query<{ run: string; key: string; reason: string }, []>(
      `SELECT r.key AS run, t.key, m.reason FROM merges AS m JOIN runs AS r ON r.id = m.run_id JOIN tasks AS t ON t.id = m.task_id
       WHERE m.state = 'queued' AND m.reason IS NOT NULL ORDER BY m.queued_at`,
    )
    .all();

/** Runs that ended at or after that time, ms UTC. */
export const listRunsEndedSince = (db: Database, since: number): EndedRun[] =>
  db
    .query<EndedRun, [number]>(
      "SELECT id, key, goal, status, reason, ended_at AS endedAt FROM runs WHERE ended_at >= ? ORDER BY ended_at",
    )
    .all(since);
