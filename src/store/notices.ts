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
