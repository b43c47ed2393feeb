import type { Run } from "../domain/run.ts";
import { OverstoryError } from "../errors.ts";
import { requireRun } from "./runs.ts";
import type { Transaction } from "./store.ts";

export interface HoldReason {
  by: NonNullable<Run["heldBy"]>;
  /** One sentence. */
  reason: string;
}

/** No session of an active run is begun from now on. False when it is held already, or has ended. */
export function holdRun(tx: Transaction, id: string, { by, reason }: HoldReason): boolean {
  const { changes } = tx.db
    .query(
      "UPDATE runs SET held_by = ?, held_reason = ?, held_at = ? WHERE id = ? AND status = 'active' AND held_by IS NULL",
    )
    .run(by, reason, tx.at, id);
  if (changes > 0) tx.event("run.held", { runId: id }, { by, reason });
  return changes > 0;
}

/** False when nothing held it. */
export function releaseRun(tx: Transaction, id: string): boolean {
  const { heldBy } = requireRun(tx.db, id);
  if (heldBy === null) return false;
  tx.db.query("UPDATE runs SET held_by = NULL, held_reason = NULL, held_at = ? WHERE id = ?").run(tx.at, id);
  tx.event("run.released", { runId: id }, { by: heldBy });
  return true;
}

/** What is not named stays as it is. */
export function setBudget(
  tx: Transaction,
  id: string,
  { usd, tokens }: { usd: number | null; tokens: number | null },
): void {
  tx.db
    .query(
      "UPDATE runs SET budget_usd = coalesce(?, budget_usd), budget_tokens = coalesce(?, budget_tokens) WHERE id = ?",
    )
    .run(usd, tokens, id);
}

/** On record, so that it is told once for each budget. */
export function warnOfBudget(tx: Transaction, run: Run, reason: string): void {
  const { budgetUsd, budgetTokens } = run;
  tx.event("run.budget_warned", { runId: run.id }, { reason, budgetUsd, budgetTokens });
}

/** The plan of a run that is drafted is ready to be looked at; false when it was proposed already. Throws `conflict`. */
export function proposePlan(tx: Transaction, id: string): boolean {
  const { key, plan } = requireRun(tx.db, id);
  if (plan === "proposed") return false;
  if (plan !== "drafting") {
    const why = plan === null ? "it asks nobody for its plan" : "its plan is approved";
    throw new OverstoryError("conflict", `${key}: ${why}; its tasks are begun as they come`);
  }
  tx.db.query("UPDATE runs SET plan = 'proposed' WHERE id = ?").run(id);
  tx.event("run.plan_proposed", { runId: id }, { key });
  return true;
}

/** From now on its tasks are begun; false when it was approved already. Throws `conflict` for a run that asks nobody. */
export function approvePlan(tx: Transaction, id: string): boolean {
  const { key, plan, status } = requireRun(tx.db, id);
  if (status !== "active") throw new OverstoryError("conflict", `${key} has ended: it is ${status}`);
  if (plan === null)
    throw new OverstoryError("conflict", `${key} waits for nobody: its tasks are begun as they come`, {
      hint: "overstory run GOAL --plan-first makes a run that does",
    });
  if (plan === "approved") return false;
  tx.db.query("UPDATE runs SET plan = 'approved' WHERE id = ?").run(id);
  tx.event("run.plan_approved", { runId: id }, { key, wasReady: plan === "proposed" });
  return true;
}

/** A run that failed is active again. Throws `conflict` for any other that has ended. */
export function reopenRun(tx: Transaction, id: string): void {
  const { key, status } = requireRun(tx.db, id);
  if (status !== "failed")
    throw new OverstoryError("conflict", `${key} is ${status}; only a run that failed can be gone on with`, {
      hint: "overstory run starts a new one",
    });
  tx.db
    .query(
      "UPDATE runs SET status = 'active', reason = NULL, ended_at = NULL, cancel_requested_at = NULL WHERE id = ?",
    )
    .run(id);
  tx.event("run.resumed", { runId: id }, { key });
}
