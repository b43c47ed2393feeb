import type { Database } from "bun:sqlite";
import type { ProcessIdentity } from "../domain/session.ts";
import { decode, encode } from "./json-columns.ts";
import type { Transaction } from "./store.ts";

/** An agent that is taken over from a person. */
export interface AdoptionRecord {
  /** Where it worked: its session's worktree, or a folder in it. */
  folder: string;
  /** The process that a person started, which has to end before it goes on; null when none ran. */
  process: ProcessIdentity | null;
  /** The line by which a person goes on with its conversation; null where none is known. */
  byHand: string | null;
}

export function insertAdoption(
  { db }: Transaction,
  sessionId: string,
  { folder, process, byHand }: AdoptionRecord,
): void {
  db.query("INSERT INTO adoptions VALUES (?, ?, ?, ?)").run(sessionId, folder, encode(process), byHand);
}

/** null for a session that was not taken over. */
export function findAdoption(db: Database, sessionId: string): AdoptionRecord | null {
  const row = db
    .query("SELECT folder, process, by_hand AS byHand FROM adoptions WHERE session_id = ?")
    .get(sessionId);
  return row ? decode<AdoptionRecord>(row, ["process"]) : null;
}
