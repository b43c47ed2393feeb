import type { Database } from "bun:sqlite";
import type { Run, RunStatus } from "../domain/run.ts";
import { OverstoryError } from "../errors.ts";
import { nextKey } from "./counters.ts";
import { findByFormerKey } from "./former-keys.ts";
import { decode } from "./json-columns.ts";
import type { Transaction } from "./store.ts";

const COLUMNS = `id, key, goal, status, reason, base_commit AS baseCommit, target_branch AS targetBranch,
  into_branch AS intoBranch, max_agents AS maxAgents, gates, budget_usd AS budgetUsd, budget_tokens AS budgetTokens, plan,
  held_by AS heldBy, held_reason AS heldReason, cancel_requested_at AS cancelRequestedAt,
  started_at AS startedAt, ended_at AS endedAt`;

const select = (db: Database, rest: string) =>
  db.query<unknown, (string | number)[]>(`SELECT ${COLUMNS} FROM runs ${rest}`);

const toRun = (row: unknown): Run => decode<Run>(row, ["gates"]);

function one(db: Database, rest: string, ...values: (string | number)[]): Run | null {
  const row = select(db, rest).get(...values);
  return row ? toRun(row) : null;
}

export interface NewRun {
  /** Made when absent. */
  key?: string;
  goal: string;
  baseCommit?: string | null;
  targetBranch?: string | null;
  intoBranch?: string | null;
  maxAgents: number;
  gates?: readonly string[];
  budgetUsd?: number | null;
  budgetTokens?: number | null;
  plan?: Run["plan"];
  requestId?: string | null;
}

export function insertRun(tx: Transaction, run: NewRun): Run {
  const key = run.key ?? nextKey(tx, "RUN");
  const id = Bun.randomUUIDv7();
  tx.db
    .query(
      `INSERT INTO runs (id, key, goal, status, base_commit, target_branch, into_branch, max_agents, gates, budget_usd, budget_tokens, plan, request_id, started_at)
       VALUES ($id, $key, $goal, 'active', $baseCommit, $targetBranch, $intoBranch, $maxAgents, $gates, $budgetUsd, $budgetTokens, $plan, $requestId, $at)`,
    )
    .run({
      id,
      key,
      goal: run.goal,
      baseCommit: run.baseCommit ?? null,
      targetBranch: run.targetBranch ?? null,
      intoBranch: run.intoBranch ?? null,
      maxAgents: run.maxAgents,
      gates: JSON.stringify(run.gates ?? []),
      budgetUsd: run.budgetUsd ?? null,
      budgetTokens: run.budgetTokens ?? null,
      plan: run.plan ?? null,
      requestId: run.requestId ?? null,
      at: tx.at,
    });
  tx.event("run.started", { runId: id }, { key, goal: run.goal });
  return requireRun(tx.db, id);
}

export const getRun = (db: Database, id: string): Run | null => one(db, "WHERE id = ?", id);

/** By id or key. */
export function findRun(db: Database, idOrKey: string): Run | null {
  return one(db, "WHERE id = ?1 OR key = upper(?1)", idOrKey);
}

export function requireRun(db: Database, idOrKey: string): Run {
  const run = findRun(db, idOrKey) ?? findRun(db, findByFormerKey(db, "run", idOrKey) ?? "");
  if (run) return run;
  throw new OverstoryError("not_found", `there is no run ${JSON.stringify(idOrKey)}`, {
    hint: "overstory run list --all lists them",
  });
}

export const findRunByRequest = (db: Database, requestId: string): Run | null =>
  one(db, "WHERE request_id = ?", requestId);

/** Newest first. */
export const listRuns = (db: Database, limit = 1000): Run[] =>
  select(db, "ORDER BY started_at DESC, id DESC LIMIT ?").all(limit).map(toRun);

export const listActiveRuns = (db: Database): Run[] =>
  select(db, "WHERE status = 'active' ORDER BY started_at, id").all().map(toRun);

/** False when a cancel was asked for before. Throws `conflict` when the run has ended. */
export function requestCancel(tx: Transaction, id: string): boolean {
  const run = requireRun(tx.db, id);
  if (run.status !== "active") {
    throw new OverstoryError("conflict", `${run.key} has ended: it is ${run.status}`);
  }
  if (run.cancelRequestedAt !== null) return false;
  tx.db.query("UPDATE runs SET cancel_requested_at = ? WHERE id = ?").run(tx.at, run.id);
  tx.event("run.cancel_requested", { runId: run.id }, { key: run.key });
  return true;
}

/** Ends an active run; false when it had ended already. */
export function endRun(
  tx: Transaction,
  id: string,
  status: Exclude<RunStatus, "active">,
  reason: string | null,
): boolean {
  const { changes } = tx.db
    .query("UPDATE runs SET status = ?, reason = ?, ended_at = ? WHERE id = ? AND status = 'active'")
    .run(status, reason, tx.at, id);
  if (changes > 0) tx.event(`run.${status}`, { runId: id }, { reason });
  return changes > 0;
}
