import type { Database } from "bun:sqlite";
import type { Transaction } from "./store.ts";

/** How far the times of a job have been dealt with, ms UTC; null for a job with this pattern that is not known yet. */
export function handledUntil(db: Database, job: string, pattern: string): number | null {
  const row = db
    .query<{ at: number }, [string, string]>(
      "SELECT handled_until AS at FROM timetable WHERE job = ? AND pattern = ?",
    )
    .get(job, pattern);
  return row?.at ?? null;
}

export function recordHandled({ db }: Transaction, job: string, pattern: string, until: number): void {
  db.query(
    `INSERT INTO timetable (job, pattern, handled_until) VALUES (?, ?, ?)
     ON CONFLICT (job) DO UPDATE SET pattern = excluded.pattern, handled_until = excluded.handled_until`,
  ).run(job, pattern, until);
}
