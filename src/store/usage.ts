import type { Database } from "bun:sqlite";
import { sumUsage, type Usage, type UsageSample } from "../domain/agent/usage.ts";
import type { Session } from "../domain/session.ts";
import { requireSession } from "./sessions.ts";
import type { Transaction } from "./store.ts";

const COLUMNS = `input_tokens AS inputTokens, output_tokens AS outputTokens, cache_read_tokens AS cacheReadTokens,
  cache_write_tokens AS cacheWriteTokens, cost_usd AS costUsd`;
const COLUMNS_SUMMED = COLUMNS.replaceAll(/(\w+_\w+) AS/g, "sum($1) AS");

/**
 * Counts what a session's agent used. What was told under the same id before, by this session or by another one of its
 * conversation, is replaced: only the difference is counted, for this session.
 */
export function recordUsage(tx: Transaction, sessionId: string, samples: readonly UsageSample[]): void {
  if (samples.length === 0) return;
  const session = requireSession(tx.db, sessionId);
  const kin = JSON.stringify(listKin(tx.db, session));
  const counted = samples.filter((sample) => count(tx, sessionId, kin, sample)).length;
  if (counted === 0) return;
  const { runId, currentTaskId: taskId, key } = session;
  tx.event(
    "session.usage",
    { runId, sessionId, taskId },
    { key, ...usageOfSession(tx.db, sessionId)?.total },
  );
}

/** From now on these are known by their ids, and not counted: they were used before the session went on with the conversation. */
export function noteUsed(tx: Transaction, sessionId: string, samples: readonly UsageSample[]): void {
  const kin = JSON.stringify(listKin(tx.db, requireSession(tx.db, sessionId)));
  for (const sample of samples) {
    if (sample.id === null) continue;
    takeBefore(tx, kin, sample.id);
    keep(tx, sessionId, sample);
  }
}

/** Sessions of the same conversation, this one among them. */
const listKin = (db: Database, { id, runtime, conversationId }: Session): string[] => [
  id,
  ...db
    .query<{ id: string }, [string, string | null, string]>(
      "SELECT id FROM sessions WHERE runtime = ? AND conversation_id = ? AND id != ?",
    )
    .all(runtime, conversationId, id)
    .map((other) => other.id),
];

/** False when nothing has changed by it. */
function count(tx: Transaction, sessionId: string, kin: string, sample: UsageSample): boolean {
  const before = sample.id === null ? null : takeBefore(tx, kin, sample.id);
  if (sample.id !== null) keep(tx, sessionId, sample);
  if (before && isSame(before, sample)) return false;
  // What another session counted under another model stays with that one.
  if (before && (before.sessionId === sessionId || before.model === sample.model))
    add(tx, sessionId, before.model, before, -1);
  add(tx, sessionId, sample.model, sample, 1);
  return true;
}

interface Counted extends Usage {
  sessionId: string;
  model: string;
}

function takeBefore({ db }: Transaction, kin: string, id: string): Counted | null {
  return db
    .query<Counted, [string, string]>(
      `DELETE FROM usage_answers WHERE session_id IN (SELECT value FROM json_each(?)) AND id = ?
       RETURNING session_id AS sessionId, model, ${COLUMNS}`,
    )
    .get(kin, id);
}

const isSame = (a: Omit<Counted, "sessionId">, b: Omit<Counted, "sessionId">): boolean =>
  a.model === b.model &&
  a.inputTokens === b.inputTokens &&
  a.outputTokens === b.outputTokens &&
  a.cacheReadTokens === b.cacheReadTokens &&
  a.cacheWriteTokens === b.cacheWriteTokens &&
  a.costUsd === b.costUsd;

const keep = ({ db }: Transaction, sessionId: string, { id, ...sample }: UsageSample): void => {
  db.query(
    `INSERT INTO usage_answers VALUES ($sessionId, $id, $model, $inputTokens, $outputTokens, $cacheReadTokens, $cacheWriteTokens,
       $costUsd)`,
  ).run({ ...sample, sessionId, id });
};

function add({ db }: Transaction, sessionId: string, model: string, usage: Usage, sign: 1 | -1): void {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, costUsd } = usage;
  db.query(
    `INSERT INTO usage AS held (session_id, model, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, cost_usd)
       VALUES ($sessionId, $model, $inputTokens, $outputTokens, $cacheReadTokens, $cacheWriteTokens, $costUsd)
     ON CONFLICT (session_id, model) DO UPDATE SET input_tokens = held.input_tokens + excluded.input_tokens,
       output_tokens = held.output_tokens + excluded.output_tokens,
       cache_read_tokens = held.cache_read_tokens + excluded.cache_read_tokens,
       cache_write_tokens = held.cache_write_tokens + excluded.cache_write_tokens,
       cost_usd = CASE WHEN held.cost_usd IS NULL THEN excluded.cost_usd
         ELSE held.cost_usd + coalesce(excluded.cost_usd, 0) END`,
  ).run({
    sessionId,
    model,
    inputTokens: sign * inputTokens,
    outputTokens: sign * outputTokens,
    cacheReadTokens: sign * cacheReadTokens,
    cacheWriteTokens: sign * cacheWriteTokens,
    costUsd: costUsd === null ? null : sign * costUsd,
  });
}

/** What was used under all models together, and under each by its name. */
export interface UsageTotals {
  total: Usage;
  byModel: Record<string, Usage>;
}

interface Row extends Usage {
  subject: string;
  model: string;
}

/** By session; those that have told nothing are left out. */
export const usageOfSessions = (db: Database, ids: readonly string[]): Map<string, UsageTotals> =>
  totals(
    db
      .query<Row, [string]>(
        `SELECT session_id AS subject, model, ${COLUMNS} FROM usage
         WHERE session_id IN (SELECT value FROM json_each(?)) ORDER BY model`,
      )
      .all(JSON.stringify(ids)),
  );

export const usageOfSession = (db: Database, id: string): UsageTotals | null =>
  usageOfSessions(db, [id]).get(id) ?? null;

/** By run. */
export const usageOfRuns = (db: Database, ids: readonly string[]): Map<string, UsageTotals> =>
  totals(
    db
      .query<Row, [string]>(
        `SELECT run_id AS subject, model, ${COLUMNS_SUMMED} FROM usage JOIN sessions ON sessions.id = session_id
         WHERE run_id IN (SELECT value FROM json_each(?)) GROUP BY run_id, model ORDER BY model`,
      )
      .all(JSON.stringify(ids)),
  );

/** By task: all that the sessions used which ever held it. */
export const usageOfTasks = (db: Database, ids: readonly string[]): Map<string, UsageTotals> =>
  totals(
    db
      .query<Row, [string]>(
        `SELECT task_id AS subject, model, ${COLUMNS_SUMMED}
         FROM usage JOIN (SELECT DISTINCT task_id, session_id FROM claims) AS held USING (session_id)
         WHERE task_id IN (SELECT value FROM json_each(?)) GROUP BY task_id, model ORDER BY model`,
      )
      .all(JSON.stringify(ids)),
  );

/** Of all sessions on record. */
export const usageOfAll = (db: Database): UsageTotals | null =>
  totals(
    db
      .query<Row, []>(
        `SELECT '' AS subject, model, ${COLUMNS_SUMMED} FROM usage GROUP BY model ORDER BY model`,
      )
      .all(),
  ).get("") ?? null;

function totals(rows: readonly Row[]): Map<string, UsageTotals> {
  const told = rows.filter(isSomething);
  const bySubject = Map.groupBy(told, ({ subject }) => subject);
  return new Map([...bySubject].map(([subject, ofOne]) => [subject, total(ofOne)]));
}

/** What was counted under one model may have moved to another. */
const isSomething = ({
  inputTokens,
  outputTokens,
  cacheReadTokens,
  cacheWriteTokens,
  costUsd,
}: Row): boolean => inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens > 0 || (costUsd ?? 0) > 0;

const total = (rows: readonly Row[]): UsageTotals => ({
  total: sumUsage(rows),
  byModel: Object.fromEntries(rows.map(({ subject: _, model, ...usage }) => [model, usage])),
});
