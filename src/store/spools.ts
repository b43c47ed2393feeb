import type { Database } from "bun:sqlite";
import type { Transaction } from "./store.ts";

/** How far the index of the session's spool was taken in, in bytes. */
export const readTaken = (db: Database, sessionId: string): number =>
  db
    .query<{ bytes: number }, [string]>("SELECT taken_bytes AS bytes FROM spools WHERE session_id = ?")
    .get(sessionId)?.bytes ?? 0;

export function recordTaken(tx: Transaction, sessionId: string, bytes: number): void {
  tx.db
    .query(
      `INSERT INTO spools (session_id, taken_bytes) VALUES (?1, ?2)
       ON CONFLICT (session_id) DO UPDATE SET taken_bytes = ?2`,
    )
    .run(sessionId, bytes);
}

/** Its spool is gone. */
export function forgetTaken(tx: Transaction, sessionId: string): void {
  tx.db.query("DELETE FROM spools WHERE session_id = ?").run(sessionId);
}
