import type { Database } from "bun:sqlite";
import type { WatchLogEntry } from "../domain/watchdog/log-entry.ts";
import { readEvidence } from "../domain/watchdog/stored-evidence.ts";
import { OverstoryError } from "../errors.ts";
import { decode } from "./json-columns.ts";
import type { Transaction } from "./store.ts";

type NewEntry = Omit<WatchLogEntry, "id" | "at" | "wrong">;

export function appendWatchLog(tx: Transaction, entry: NewEntry): void {
  tx.db
    .query(
      `INSERT INTO watch_log (at, observed, session_id, session_key, kind, verdict, rule, level, acted, detail)
       VALUES ($at, $observed, $sessionId, $sessionKey, $kind, $verdict, $rule, $level, $acted, $detail)`,
    )
    .run({
      ...entry,
      at: tx.at,
      observed: Math.round(entry.observed),
      acted: entry.acted ? 1 : 0,
      detail: JSON.stringify(entry.detail),
    });
}

const COLUMNS = `id, at, observed, session_id AS sessionId, session_key AS sessionKey, kind, verdict, rule, level, acted, wrong,
  detail`;

/** In the order in which it happened. @param since ms UTC */
export const listWatchLog = (
  db: Database,
  { since = 0, sessionId }: { since?: number; sessionId?: string },
): WatchLogEntry[] =>
  (sessionId === undefined
    ? db.query(`SELECT ${COLUMNS} FROM watch_log WHERE at >= ? ORDER BY id`).all(since)
    : db
        .query(`SELECT ${COLUMNS} FROM watch_log WHERE session_id = ? AND at >= ? ORDER BY id`)
        .all(sessionId, since)
  ).map(toEntry);

/** Throws `not_found` when there is no such step. */
export function markWrong(tx: Transaction, id: number, wrong: boolean): WatchLogEntry {
  const row = tx.db
    .query(`UPDATE watch_log SET wrong = ? WHERE id = ? AND kind = 'step' RETURNING ${COLUMNS}`)
    .get(wrong ? 1 : 0, id);
  if (row) return toEntry(row);
  throw new OverstoryError("not_found", `there is no step ${id}`, {
    hint: "overstory watchdog log lists them",
  });
}

const toEntry = (row: unknown): WatchLogEntry => {
  const entry = decode<Omit<WatchLogEntry, "acted" | "wrong"> & { acted: number; wrong: number }>(row, [
    "detail",
  ]);
  const detail = { ...entry.detail, evidence: readEvidence(entry.detail.evidence) };
  return { ...entry, detail, acted: entry.acted === 1, wrong: entry.wrong === 1 };
};
