import { type Database, SQLiteError } from "bun:sqlite";
import { FINAL_PHASES } from "../domain/session.ts";
import { SPENT } from "./time-spent.ts";

const one = <T>(db: Database, sql: string, values: Record<string, number | null> = {}): T | null =>
  db.query<T, Record<string, number | null>>(sql).get(values);

/** How many sessions have each value of a column; those without one are left out. */
export function countSessionsBy(db: Database, column: "source" | "outcome"): Record<string, number> {
  const counted = db
    .query<{ name: string; count: number }, []>(
      `SELECT ${column} AS name, count(*) AS count FROM sessions WHERE ${column} IS NOT NULL GROUP BY 1 ORDER BY 1`,
    )
    .all();
  return Object.fromEntries(counted.map(({ name, count }) => [name, count]));
}

/** All, open ones, ended ones, and those of these that ended badly or were lost. */
export function countSessions(db: Database): { total: number; ended: number; failed: number } {
  const counted = one<{ total: number; ended: number; failed: number }>(
    db,
    `SELECT count(*) AS total, count(ended_at) AS ended,
       coalesce(sum(state = 'zombie' OR outcome IN ('failed', 'abandoned', 'killed')), 0) AS failed FROM sessions`,
  );
  return counted ?? { total: 0, ended: 0, failed: 0 };
}

/** The active time that this part of the ended sessions does not exceed, by nearest rank; null without any. */
export const activeTimeAt = (db: Database, part: number): number | null =>
  one<{ ms: number }>(
    db,
    `SELECT active_ms AS ms FROM sessions WHERE ended_at IS NOT NULL ORDER BY active_ms
     LIMIT 1 OFFSET max(0, CAST(ceil($part * (SELECT count(*) FROM sessions WHERE ended_at IS NOT NULL)) AS INTEGER) - 1)`,
    { part },
  )?.ms ?? null;

export interface Resumptions {
  /** Pauses, and sessions that ended before their work was done or had a successor. */
  interruptions: number;
  /** Those of them after which somebody went on. */
  resumed: number;
  /** Ended sessions that went on with work, and those of them that ended well. */
  ended: number;
  succeeded: number;
}

const IS_FINAL = `phase IN (${FINAL_PHASES.map((phase) => `'${phase}'`).join(", ")})`;

export function countResumptions(db: Database): Resumptions {
  const counted = one<Resumptions>(
    db,
    `WITH
       pauses AS (SELECT EXISTS (SELECT 1 FROM activities AS later WHERE later.session_id = pause.session_id
           AND later.kind = 'resume' AND later.id > pause.id) AS resumed
         FROM activities AS pause WHERE kind = 'pause'),
       ends AS (SELECT EXISTS (SELECT 1 FROM sessions WHERE predecessor_id = s.id) AS resumed, state, ${IS_FINAL} AS is_final
         FROM sessions AS s WHERE ended_at IS NOT NULL),
       breaks AS (SELECT resumed FROM pauses UNION ALL
         SELECT resumed FROM ends WHERE resumed OR state = 'zombie' OR NOT is_final),
       resumed AS (SELECT outcome FROM sessions WHERE ended_at IS NOT NULL AND (predecessor_id IS NOT NULL
         OR EXISTS (SELECT 1 FROM activities WHERE session_id = sessions.id AND kind = 'resume')))
     SELECT count(*) AS interruptions, coalesce(sum(resumed), 0) AS resumed, (SELECT count(*) FROM resumed) AS ended,
       (SELECT count(*) FROM resumed WHERE outcome = 'success') AS succeeded FROM breaks`,
  );
  return counted ?? { interruptions: 0, resumed: 0, ended: 0, succeeded: 0 };
}

/** Declared phases, and those of them that came with an error. */
export function countPhases(db: Database): { phases: number; errors: number } {
  const counted = one<{ phases: number; errors: number }>(
    db,
    `SELECT count(*) AS phases, (SELECT count(*) FROM activities WHERE kind = 'phase' AND data ->> '$.error' IS NOT NULL) AS errors
     FROM activities WHERE kind = 'phase'`,
  );
  return counted ?? { phases: 0, errors: 0 };
}

export interface EstimateTotals {
  tasks: number;
  spentMs: number;
  estimateMs: number;
  /** How many took longer than estimated. */
  over: number;
}

/** Complete tasks that had an estimate. */
export function sumEstimates(db: Database, now: number): EstimateTotals {
  const summed = one<EstimateTotals>(
    db,
    `WITH ${SPENT}, tasks_spent AS (
       SELECT estimate_ms, coalesce((SELECT sum(ms) FROM spent WHERE task_id = tasks.id), 0) AS ms FROM tasks
       WHERE status = 'complete' AND estimate_ms IS NOT NULL)
     SELECT count(*) AS tasks, coalesce(sum(ms), 0) AS spentMs, coalesce(sum(estimate_ms), 0) AS estimateMs,
       coalesce(sum(ms > estimate_ms), 0) AS over FROM tasks_spent`,
    { task: null, now },
  );
  return summed ?? { tasks: 0, spentMs: 0, estimateMs: 0, over: 0 };
}

export const databaseBytes = (db: Database): number =>
  one<{ bytes: number }>(
    db,
    "SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size",
  )?.bytes ?? 0;

/** What belongs to sessions: they and what they did. */
const OF_SESSIONS = [
  "sessions",
  "claims",
  "context_frames",
  "activities",
  "approvals",
  "notices",
  "delegations",
  "usage",
  "usage_answers",
  "transcripts",
];

/** Bytes in use for all sessions, indexes included; null where this SQLite was built without its `dbstat`. */
export function sessionBytes(db: Database): number | null {
  const tables = OF_SESSIONS.map((name) => `'${name}'`).join(", ");
  try {
    const sum = one<{ bytes: number | null }>(
      db,
      `SELECT sum(pgsize - unused) AS bytes FROM dbstat WHERE aggregate = TRUE
         AND name IN (SELECT name FROM sqlite_schema WHERE tbl_name IN (${tables}))`,
    );
    return sum?.bytes ?? null;
  } catch (error) {
    if (error instanceof SQLiteError && /no such table: dbstat/.test(error.message)) return null;
    throw error;
  }
}

/** Rows of each table. */
export function countRows(db: Database): Record<string, number> {
  const tables = db
    .query<{ name: string }, []>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .all();
  return Object.fromEntries(
    tables.map(({ name }) => [
      name,
      one<{ count: number }>(db, `SELECT count(*) AS count FROM "${name}"`)?.count ?? 0,
    ]),
  );
}
