import type { Database } from "bun:sqlite";
import type { Transaction } from "./store.ts";

/** How a channel to people takes messages. */
export interface SinkHealth {
  name: string;
  /** Failed attempts since the last message that it accepted. */
  failures: number;
  /** Its answer to the last attempt; null before the first. */
  answer: string | null;
  /** No attempt is made before, ms UTC. */
  resumeAt: number;
}

const select = (db: Database, rest: string) =>
  db.query<SinkHealth, string[]>(`SELECT name, failures, answer, resume_at AS resumeAt FROM sinks ${rest}`);

export const listSinkHealth = (db: Database): SinkHealth[] => select(db, "ORDER BY name").all();

export const readSinkHealth = (db: Database, name: string): SinkHealth =>
  select(db, "WHERE name = ?").get(name) ?? { name, failures: 0, answer: null, resumeAt: 0 };

export function recordSinkHealth(tx: Transaction, health: SinkHealth): void {
  tx.db
    .query(
      `INSERT INTO sinks (name, failures, answer, resume_at) VALUES ($name, $failures, $answer, $resumeAt)
       ON CONFLICT (name) DO UPDATE SET failures = $failures, answer = $answer, resume_at = $resumeAt`,
    )
    .run({ ...health });
}

/** The next attempt may be made at once. */
export function resumeSink(tx: Transaction, name: string): void {
  tx.db.query("UPDATE sinks SET resume_at = 0 WHERE name = ?").run(name);
  tx.db
    .query(
      "UPDATE deliveries SET due_at = min(due_at, ?) WHERE state = 'pending' AND sink = ? AND attempts > 0",
    )
    .run(tx.at, name);
}

export function forgetOtherSinks(tx: Transaction, names: readonly string[]): void {
  tx.db
    .query("DELETE FROM sinks WHERE name NOT IN (SELECT value FROM json_each(?))")
    .run(JSON.stringify(names));
}
