import type { Database } from "bun:sqlite";
import type { Session } from "../domain/session.ts";
import { SESSION_COLUMNS, toSession } from "./session-row.ts";
import type { Transaction } from "./store.ts";

export interface CountedTranscript {
  /** The session that it was last counted for. */
  sessionId: string;
  /** How far. */
  readBytes: number;
}

/** How far the transcript of that path was counted; null for one that never was. */
export const findCounted = (db: Database, path: string): CountedTranscript | null =>
  db
    .query<CountedTranscript, [string]>(
      "SELECT session_id AS sessionId, read_bytes AS readBytes FROM transcripts WHERE path = ?",
    )
    .get(path);

/** From now on the transcript is counted from there. */
export function recordCounted({ db }: Transaction, path: string, sessionId: string, readBytes: number): void {
  db.query(
    `INSERT INTO transcripts VALUES ($path, $sessionId, $readBytes)
     ON CONFLICT (path) DO UPDATE SET session_id = excluded.session_id, read_bytes = excluded.read_bytes`,
  ).run({ path, sessionId, readBytes });
}

/** The last session of each transcript, of those that are open or ended since then (ms UTC). */
export const listTranscribed = (db: Database, since: number): Session[] =>
  db
    .query(
      `SELECT ${SESSION_COLUMNS} FROM sessions AS s WHERE transcript IS NOT NULL AND coalesce(ended_at, 1e15) >= ?
         AND NOT EXISTS (SELECT 1 FROM sessions AS later WHERE later.predecessor_id = s.id AND later.transcript = s.transcript)`,
    )
    .all(since)
    .map(toSession);
