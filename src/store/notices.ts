import type { Database } from "bun:sqlite";
import { within } from "../domain/agent/plain-text.ts";
import { NOT_CARRIED, takeAsHanded } from "./mail-receipts.ts";
import { IS_OPEN } from "./session-row.ts";
import type { Transaction } from "./store.ts";

/** The session is to hear that at its next call. No line of it begins with what others have written. */
export function addNotice(tx: Transaction, sessionId: string, text: string): void {
  tx.db
    .query("INSERT INTO notices (session_id, at, text) VALUES (?, ?, ?)")
    .run(sessionId, tx.at, within(text));
}

/** What the session has not heard yet, oldest first; from now on it has. Mail is handed over in other ways. */
export const takeNotices = (tx: Transaction, sessionId: string): string[] =>
  tx.db
    .query<{ text: string }, [number, string]>(
      "UPDATE notices SET seen_at = ? WHERE session_id = ? AND seen_at IS NULL AND mail_id IS NULL RETURNING text",
    )
    .all(tx.at, sessionId)
    .map(({ text }) => text);

/** The session has heard, in another way, what it was to hear of that time (ms UTC). */
export function passNotice(tx: Transaction, sessionId: string, at: number): void {
  tx.db
    .query(
      "UPDATE notices SET seen_at = ? WHERE session_id = ? AND at = ? AND seen_at IS NULL AND mail_id IS NULL",
    )
    .run(tx.at, sessionId, at);
}

/** Whether it has not heard yet what it was to hear of that time. */
export const isUnheard = (db: Database, sessionId: string, at: number): boolean =>
  db
    .query("SELECT 1 FROM notices WHERE session_id = ? AND at = ? AND seen_at IS NULL AND mail_id IS NULL")
    .get(sessionId, at) !== null;

/** Those that the session has not heard yet, oldest first; without its mail. */
export const listUnheard = (db: Database, sessionId: string): { id: number; text: string }[] =>
  db
    .query<{ id: number; text: string }, [string]>(
      "SELECT id, text FROM notices WHERE session_id = ? AND seen_at IS NULL AND mail_id IS NULL ORDER BY id",
    )
    .all(sessionId);

/** The same with its mail, but for what a text for its pane carries: what hooks may hand over. */
export const listToPost = (db: Database, sessionId: string): { id: number; text: string }[] =>
  db
    .query<{ id: number; text: string }, [string]>(
      `SELECT n.id, n.text FROM notices AS n
         LEFT JOIN mail_receipts AS r ON r.mail_id = n.mail_id AND r.recipient = n.session_id
       WHERE n.session_id = ? AND n.seen_at IS NULL AND ${NOT_CARRIED} ORDER BY n.id`,
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

/** The session has heard these: mail among them was given to its agent. */
export function markHeard(tx: Transaction, sessionId: string, ids: readonly number[]): void {
  const heard = tx.db
    .query<{ mailId: string | null }, [number, string, string]>(
      `UPDATE notices SET seen_at = ? WHERE session_id = ? AND seen_at IS NULL
         AND id IN (SELECT value FROM json_each(?)) RETURNING mail_id AS mailId`,
    )
    .all(tx.at, sessionId, JSON.stringify(ids));
  for (const { mailId } of heard) if (mailId !== null) takeAsHanded(tx, mailId, sessionId);
}
