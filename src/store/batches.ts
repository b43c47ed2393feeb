import type { Database } from "bun:sqlite";
import type { Batch, BatchGate, BatchState } from "../domain/batch.ts";
import type { Merge } from "../domain/merge.ts";
import type { ProcessIdentity } from "../domain/session.ts";
import { decode, encode } from "./json-columns.ts";
import type { Transaction } from "./store.ts";

const COLUMNS = `id, target_branch AS targetBranch, base_commit AS baseCommit, result_commit AS resultCommit, state, gates, worktree,
  delivers, delivered_commit AS deliveredCommit, began_at AS beganAt, settled_at AS settledAt`;

const GATE_COLUMNS = `g.id, g.batch_id AS batchId, g.position, g.command, g.process, g.started_at AS startedAt, g.ended_at AS endedAt,
  g.exit_code AS exitCode, g.passed`;

const toBatch = (row: unknown): Batch => decode<Batch>(row, ["gates"]);

function toGate(row: unknown): BatchGate {
  const gate = decode<Omit<BatchGate, "passed"> & { passed: number | null }>(row, ["process"]);
  return { ...gate, passed: gate.passed === null ? null : gate.passed === 1 };
}

/** One merge in a batch, with the merge commit that it has there. */
export interface BatchPlace {
  merge: Merge;
  commit: string;
}

export type NewBatch = Omit<Batch, "state" | "beganAt" | "settledAt">;

/** What is to come into one target together, now under check. */
export function insertBatch(tx: Transaction, batch: NewBatch, places: readonly BatchPlace[]): void {
  tx.db
    .query(
      `INSERT INTO merge_batches (id, target_branch, base_commit, result_commit, state, gates, worktree, delivers, delivered_commit, began_at)
       VALUES ($id, $targetBranch, $baseCommit, $resultCommit, 'checking', $gates, $worktree, $delivers, $deliveredCommit, $at)`,
    )
    .run({ ...batch, gates: JSON.stringify(batch.gates), at: tx.at });
  for (const [position, { merge, commit }] of places.entries())
    tx.db
      .query(
        "UPDATE merges SET batch_id = ?, batch_position = ?, merge_commit = ?, reason = NULL WHERE id = ?",
      )
      .run(batch.id, position, commit, merge.id);
  tx.event(
    "batch.began",
    { runId: batch.delivers ?? places[0]?.merge.runId ?? null },
    { target: batch.targetBranch, merges: places.map(({ merge }) => merge.key), gates: batch.gates },
  );
}

/** False when it was settled before. What was stale is merged anew with whatever else is there then. */
export function settleBatch(
  tx: Transaction,
  { id, targetBranch }: Batch,
  state: Exclude<BatchState, "checking">,
  subject: { runId: string | null; reason: string | null },
): boolean {
  const { changes } = tx.db
    .query("UPDATE merge_batches SET state = ?, settled_at = ? WHERE id = ? AND state = 'checking'")
    .run(state, tx.at, id);
  if (changes === 0) return false;
  if (state === "stale")
    tx.db
      .query(
        "UPDATE merges SET batch_id = NULL, batch_position = NULL, merge_commit = NULL WHERE batch_id = ?",
      )
      .run(id);
  tx.event(`batch.${state}`, { runId: subject.runId }, { target: targetBranch, reason: subject.reason });
  return true;
}

/** The culprit of what was red together is found: the others of that target are innocent until they are tried. */
export function forgetSuspicion(tx: Transaction, targetBranch: string): void {
  tx.db
    .query(
      `UPDATE merges SET batch_id = NULL, batch_position = NULL, merge_commit = NULL
       WHERE target_branch = ? AND state = 'queued'`,
    )
    .run(targetBranch);
}

/** It came in by itself, and what it was checked in before says nothing of it any more. */
export function leaveBatch(tx: Transaction, { id }: Pick<Merge, "id">): void {
  tx.db.query("UPDATE merges SET batch_id = NULL, batch_position = NULL WHERE id = ?").run(id);
}

/** It waits for what that batch found out about its target. */
export function waitForProbe(tx: Transaction, { id }: Pick<Merge, "id">, probe: Pick<Batch, "id">): void {
  tx.db
    .query("UPDATE merges SET batch_id = ?, batch_position = 0, merge_commit = NULL WHERE id = ?")
    .run(probe.id, id);
}

export const listCheckingBatches = (db: Database): Batch[] =>
  db
    .query(`SELECT ${COLUMNS} FROM merge_batches WHERE state = 'checking' ORDER BY began_at`)
    .all()
    .map(toBatch);

/** The newest one that was to bring this result of a run to that commit of its branch; null without one. */
export function findDelivery(
  db: Database,
  { delivers, deliveredCommit, baseCommit }: Pick<Batch, "delivers" | "deliveredCommit" | "baseCommit">,
): Batch | null {
  const row = db
    .query(
      `SELECT ${COLUMNS} FROM merge_batches WHERE delivers = ? AND delivered_commit = ? AND base_commit = ?
       ORDER BY began_at DESC, id DESC LIMIT 1`,
    )
    .get(delivers, deliveredCommit, baseCommit);
  return row ? toBatch(row) : null;
}

export const getBatch = (db: Database, id: string): Batch | null => {
  const row = db.query(`SELECT ${COLUMNS} FROM merge_batches WHERE id = ?`).get(id);
  return row ? toBatch(row) : null;
};

/** The newest check of exactly that commit by exactly these gates that is over; null without one. */
export function findVerdict(db: Database, commit: string, gates: readonly string[]): Batch | null {
  const row = db
    .query(
      `SELECT ${COLUMNS} FROM merge_batches WHERE result_commit = ? AND gates = ? AND state IN ('green', 'red')
       ORDER BY id DESC LIMIT 1`,
    )
    .get(commit, JSON.stringify(gates));
  return row ? toBatch(row) : null;
}

/** The newest red batch of merges upon the commit that a probe looks at: what it was made for. */
export function findSuspectBatch(db: Database, probe: Batch): Batch | null {
  const row = db
    .query(
      `SELECT ${COLUMNS} FROM merge_batches WHERE target_branch = ? AND base_commit = ? AND result_commit <> base_commit
         AND state = 'red' AND id < ? ORDER BY id DESC LIMIT 1`,
    )
    .get(probe.targetBranch, probe.baseCommit, probe.id);
  return row ? toBatch(row) : null;
}

/** Checks of the bare target that were red where it stands, and that nothing has proven wrong since. */
export const listRedProbes = (db: Database, targetBranch: string, tip: string): Batch[] =>
  db
    .query(
      `SELECT ${COLUMNS} FROM merge_batches AS p
       WHERE target_branch = ? AND result_commit = ? AND base_commit = result_commit AND state = 'red' AND NOT EXISTS
         (SELECT 1 FROM merge_batches AS g
          WHERE g.result_commit = p.result_commit AND g.gates = p.gates AND g.state = 'green' AND g.id > p.id)`,
    )
    .all(targetBranch, tip)
    .map(toBatch);

/** The newest red batch of a target of which merges are still queued; null without one. */
export const findRedBatch = (db: Database, targetBranch: string): string | null =>
  db
    .query<{ id: string }, [string]>(
      `SELECT b.id FROM merge_batches AS b WHERE b.target_branch = ? AND b.state = 'red' AND b.base_commit <> b.result_commit
         AND EXISTS (SELECT 1 FROM merges WHERE batch_id = b.id AND state = 'queued')
       ORDER BY b.settled_at DESC, b.id DESC LIMIT 1`,
    )
    .get(targetBranch)?.id ?? null;

/** Records the intent to run a gate; its id names the launch. */
export function insertBatchGate(
  tx: Transaction,
  gate: Pick<BatchGate, "batchId" | "position" | "command">,
): string {
  const id = Bun.randomUUIDv7();
  tx.db
    .query("INSERT INTO batch_gates (id, batch_id, position, command, started_at) VALUES (?, ?, ?, ?, ?)")
    .run(id, gate.batchId, gate.position, gate.command, tx.at);
  return id;
}

export function recordBatchGateProcess(tx: Transaction, id: string, process: ProcessIdentity | null): void {
  tx.db.query("UPDATE batch_gates SET process = ? WHERE id = ?").run(encode(process), id);
}

/** @param exitCode null when it ended without a status: that is not a pass */
export function settleBatchGate(tx: Transaction, id: string, exitCode: number | null): void {
  tx.db
    .query("UPDATE batch_gates SET ended_at = ?, exit_code = ?, passed = ? WHERE id = ? AND passed IS NULL")
    .run(tx.at, exitCode, exitCode === 0 ? 1 : 0, id);
}

export const listBatchGates = (db: Database, batchId: string): BatchGate[] =>
  db
    .query(`SELECT ${GATE_COLUMNS} FROM batch_gates AS g WHERE g.batch_id = ? ORDER BY g.position`)
    .all(batchId)
    .map(toGate);

export const listRunningBatchGates = (db: Database): BatchGate[] =>
  db.query(`SELECT ${GATE_COLUMNS} FROM batch_gates AS g WHERE g.passed IS NULL`).all().map(toGate);

/** Those that run though their batch is settled: a crash came before they were ended. */
export const listOrphanedBatchGates = (db: Database): BatchGate[] =>
  db
    .query(
      `SELECT ${GATE_COLUMNS} FROM batch_gates AS g JOIN merge_batches AS b ON b.id = g.batch_id
       WHERE g.passed IS NULL AND b.state <> 'checking'`,
    )
    .all()
    .map(toGate);
