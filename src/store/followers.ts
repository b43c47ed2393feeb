import { lastEventId } from "./events.ts";
import type { Transaction } from "./store.ts";

/** How far a follower of the journal has come; a new one begins with what happens from now on. */
export function readFollower(tx: Transaction, name: string): number {
  const row = tx.db
    .query<{ eventId: number }, [string]>("SELECT event_id AS eventId FROM followers WHERE name = ?")
    .get(name);
  if (row) return row.eventId;
  const now = lastEventId(tx.db);
  moveFollower(tx, name, now);
  return now;
}

/** In the transaction that writes what follows from the events up to there: each is then dealt with once. */
export function moveFollower(tx: Transaction, name: string, eventId: number): void {
  tx.db
    .query(
      "INSERT INTO followers (name, event_id) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET event_id = ?2",
    )
    .run(name, eventId);
}
