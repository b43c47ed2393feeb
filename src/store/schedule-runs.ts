import type { Database } from "bun:sqlite";
import type { DueDecision, ScheduleResult, ScheduleRun } from "../domain/schedule.ts";
import type { Transaction } from "./store.ts";

const COLUMNS = `id, schedule, due_at AS dueAt, began_at AS beganAt, ended_at AS endedAt, result, run_id AS runId, message`;

const rows = (db: Database, rest: string) =>
  db.query<ScheduleRun, (string | number)[]>(`SELECT ${COLUMNS} FROM schedule_runs ${rest}`);

/** Records what was decided about a due time, before it is acted on; a due time can be recorded once. Answers the row's id. */
export function insertScheduleRun(
  tx: Transaction,
  schedule: string,
  dueAt: number,
  decision: DueDecision,
): string {
  const id = Bun.randomUUIDv7();
  const message = "message" in decision ? decision.message : null;
  const endedAt = decision.result === "skipped" ? tx.at : null;
  tx.db
    .query(
      `INSERT INTO schedule_runs (id, schedule, due_at, began_at, ended_at, result, message)
       VALUES ($id, $schedule, $dueAt, $at, $endedAt, $result, $message)`,
    )
    .run({
      id,
      schedule,
      dueAt,
      at: tx.at,
      endedAt,
      result: decision.result,
      message,
    });
  if (endedAt !== null) tx.event("schedule.skipped", {}, { schedule, dueAt, reason: message });
  return id;
}

/** Its turn has come. */
export function beginScheduleRun(tx: Transaction, id: string): void {
  tx.db.query("UPDATE schedule_runs SET result = 'running' WHERE id = ? AND result = 'waiting'").run(id);
}

export function recordScheduledRun(
  tx: Transaction,
  { id, schedule, dueAt }: ScheduleRun,
  runId: string,
): void {
  tx.db.query("UPDATE schedule_runs SET run_id = ? WHERE id = ?").run(runId, id);
  tx.event("schedule.ran", { runId }, { schedule, dueAt });
}

/** It is over. False when it was before. */
export function endScheduleRun(
  tx: Transaction,
  { id, schedule, dueAt, runId }: ScheduleRun,
  result: Extract<ScheduleResult, "done" | "failed">,
  message: string | null,
): boolean {
  const { changes } = tx.db
    .query("UPDATE schedule_runs SET result = ?, message = ?, ended_at = ? WHERE id = ? AND ended_at IS NULL")
    .run(result, message, tx.at, id);
  if (changes > 0 && result === "failed")
    tx.event("schedule.failed", { runId }, { schedule, dueAt, reason: message });
  return changes > 0;
}

/** Those that wait or run, of all schedules, oldest first. */
export const listOpenScheduleRuns = (db: Database): ScheduleRun[] =>
  rows(db, "WHERE ended_at IS NULL ORDER BY schedule, due_at").all();

export const getScheduleRun = (db: Database, id: string): ScheduleRun | null =>
  rows(db, "WHERE id = ?").get(id);

/** What became of its latest due time. */
export const lastScheduleRun = (db: Database, schedule: string): ScheduleRun | null =>
  rows(db, "WHERE schedule = ? ORDER BY due_at DESC LIMIT 1").get(schedule);

/** The latest that was to be started. */
export const lastScheduleStart = (db: Database, schedule: string): ScheduleRun | null =>
  rows(db, "WHERE schedule = ? AND result <> 'skipped' ORDER BY due_at DESC LIMIT 1").get(schedule);

/** Every schedule that was ever due, also those that the configuration does not name any more. */
export const listScheduleNames = (db: Database): string[] =>
  db
    .query<{ name: string }, []>("SELECT DISTINCT schedule AS name FROM schedule_runs ORDER BY schedule")
    .all()
    .map(({ name }) => name);
