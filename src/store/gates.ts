import type { Database } from "bun:sqlite";
import type { GateRun } from "../domain/gate.ts";
import type { ProcessIdentity } from "../domain/session.ts";
import { decode, encode } from "./json-columns.ts";
import type { Transaction } from "./store.ts";

const COLUMNS = `g.id, g.task_id AS taskId, g.session_id AS sessionId, g.position, g.command, g.head_commit AS headCommit, g.process,
  g.started_at AS startedAt, g.ended_at AS endedAt, g.exit_code AS exitCode, g.passed`;

function toGate(row: unknown): GateRun {
  const gate = decode<Omit<GateRun, "passed"> & { passed: number | null }>(row, ["process"]);
  return { ...gate, passed: gate.passed === null ? null : gate.passed === 1 };
}

/** What is to be run, and where. */
export interface NewGate {
  taskId: string;
  sessionId: string;
  position: number;
  command: string;
  /** The commit that it checks; null (or absent) when that is not known, or the work tree holds more than a commit. */
  headCommit?: string | null;
  /** In place of its last run, which must be over. */
  again?: boolean;
}

/** Records the intent to run a gate; its id names the launch. Throws when there is a run of it already. */
export function insertGate(tx: Transaction, gate: NewGate & { runId: string | null }): string {
  const id = Bun.randomUUIDv7();
  if (gate.again) removeSettled(tx, gate);
  tx.db
    .query(
      `INSERT INTO gate_runs (id, task_id, session_id, position, command, head_commit, started_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(id, gate.taskId, gate.sessionId, gate.position, gate.command, gate.headCommit ?? null, tx.at);
  tx.event("gate.started", gate, { command: gate.command, position: gate.position });
  return id;
}

function removeSettled({ db }: Transaction, { sessionId, taskId, position }: NewGate): void {
  db.query(
    "DELETE FROM gate_runs WHERE session_id = ? AND task_id = ? AND position = ? AND passed IS NOT NULL",
  ).run(sessionId, taskId, position);
}

export function recordGateProcess(tx: Transaction, id: string, process: ProcessIdentity | null): void {
  tx.db.query("UPDATE gate_runs SET process = ? WHERE id = ?").run(encode(process), id);
}

/** @param exitCode null when it ended without a status: that is not a pass. False when it was settled before. */
export function settleGate(
  tx: Transaction,
  id: string,
  exitCode: number | null,
  runId: string | null,
): boolean {
  const passed = exitCode === 0;
  const row = tx.db
    .query<{ taskId: string; sessionId: string; command: string }, [number, number | null, number, string]>(
      `UPDATE gate_runs SET ended_at = ?, exit_code = ?, passed = ? WHERE id = ? AND passed IS NULL
       RETURNING task_id AS taskId, session_id AS sessionId, command`,
    )
    .get(tx.at, exitCode, passed ? 1 : 0, id);
  if (!row) return false;
  tx.event(passed ? "gate.passed" : "gate.failed", { ...row, runId }, { command: row.command, exitCode });
  return true;
}

/** The runs of a task's gates on the work of one session, each gate's newest; in the order of the gates. */
export const listGatesOf = (db: Database, taskId: string, sessionId: string): GateRun[] =>
  db
    .query(
      `SELECT ${COLUMNS} FROM gate_runs AS g WHERE g.task_id = ? AND g.session_id = ? ORDER BY g.position`,
    )
    .all(taskId, sessionId)
    .map(toGate);

/** In the order they were started. */
export const listGates = (db: Database, runId: string): GateRun[] =>
  db
    .query(
      `SELECT ${COLUMNS} FROM gate_runs AS g JOIN tasks AS t ON t.id = g.task_id WHERE t.run_id = ? ORDER BY g.id`,
    )
    .all(runId)
    .map(toGate);

export const listRunningGates = (db: Database): (GateRun & { runId: string | null })[] =>
  db
    .query(
      `SELECT ${COLUMNS}, t.run_id AS runId FROM gate_runs AS g JOIN tasks AS t ON t.id = g.task_id WHERE g.passed IS NULL`,
    )
    .all()
    .map((row) => ({ ...toGate(row), runId: decode<{ runId: string | null }>(row, []).runId }));
