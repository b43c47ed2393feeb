import type { Database } from "bun:sqlite";
import { IS_OPEN } from "./session-row.ts";
import type { Transaction } from "./store.ts";

/** The session is to hear that at its next call. */
export function addNotice(tx: Transaction, sessionId: string, text: string): void {
  tx.db.query("INSERT INTO notices (session_id, at, text) VALUES (?, ?, ?)").run(sessionId, tx.at, text);
}

/** What the session has not heard yet, oldest first; from now on it has. */
export const takeNotices = (tx: Transaction, sessionId: string): string[] =>
  tx.db
    .query<{ text: string }, [number, string]>(
      "UPDATE notices SET seen_at = ? WHERE session_id = ? AND seen_at IS NULL RETURNING text",
    )
    .all(tx.at, sessionId)
    .map(({ text }) => text);

/** The session has heard, in another way, what it was to hear of that time (ms UTC). */
export function passNotice(tx: Transaction, sessionId: string, at: number): void {
  tx.db
    .query("UPDATE notices SET seen_at = ? WHERE session_id = ? AND at = ? AND seen_at IS NULL")
    .run(tx.at, sessionId, at);
}

/** Whether it has not heard yet what it was to hear of that time. */
export const isUnheard = (db: Database, sessionId: string, at: number): boolean =>
  db.query("SELECT 1 FROM notices WHERE session_id = ? AND at = ? AND seen_at IS NULL").get(sessionId, at) !==
  null;

/** Those that the session has not heard yet, oldest first. */
export const listUnheard = (db: Database, sessionId: string): { id: number; text: string }[] =>
  db
    .query<{ id: number; text: string }, [string]>(
      "SELECT id, text FROM notices WHERE session_id = ? AND seen_at IS NULL ORDER BY id",
    )
    .all(sessionId);

/** Open sessions that have something to hear. */
export const listToTell = (db: Database): string[] =>
  db
    .query<{ id: string }, []>(
      `SELECT DISTINCT session_id AS id FROM notices JOIN sessions ON sessions.id = session_id
       WHERE seen_at IS NULL AND ${IS_OPEN}`,
    )
    .all()
    .map(({ id }) => id);

/** The session has heard these. */
export function markHeard(tx: Transaction, sessionId: string, ids: readonly number[]): void {
  tx.db
    .query(
      `UPDATE notices SET seen_at = ? WHERE session_id = ? AND seen_at IS NULL
         AND id IN (SELECT value FROM json_each(?))`,
    )
    .run(tx.at, sessionId, JSON.stringify(ids));
}
