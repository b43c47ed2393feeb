import type { Database } from "bun:sqlite";
import type { BlindInterval } from "../domain/watchdog/observed-time.ts";
import type { Transaction } from "./store.ts";

/** How far observed time had come, and when that was written (ms UTC); null before the first daemon. */
export const readObserved = (db: Database): { observed: number; wall: number } | null =>
  db
    .query<{ observed: number; wall: number }, []>("SELECT observed, wall FROM observed_time WHERE id = 1")
    .get();

export function saveObserved(tx: Transaction, observed: number): void {
  tx.db
    .query(
      `INSERT INTO observed_time (id, observed, wall) VALUES (1, ?1, ?2)
       ON CONFLICT (id) DO UPDATE SET observed = ?1, wall = ?2`,
    )
    .run(Math.round(observed), tx.at);
}

export function recordBlind(tx: Transaction, { kind, from, to }: BlindInterval): void {
  const times = [Math.round(from), Math.round(to)] as const;
  tx.db.query("INSERT INTO blind_intervals (kind, from_at, to_at) VALUES (?, ?, ?)").run(kind, ...times);
  tx.event("time.unobserved", {}, { kind, from: times[0], to: times[1] });
}

/** Those that ended since then (ms UTC), oldest first. */
export const listBlind = (db: Database, since: number): BlindInterval[] =>
  db
    .query<BlindInterval, [number]>(
      `SELECT kind, from_at AS "from", to_at AS "to" FROM blind_intervals WHERE max(from_at, to_at) >= ? ORDER BY id`,
    )
    .all(since);
