import { OverstoryError } from "../../errors.ts";
import { branchTip } from "../../git/branches.ts";
import { isAncestor } from "../../git/merge-commit.ts";
import { getBatch, listBatchGates, settleBatch } from "../../store/batches.ts";
import { requireMerge } from "../../store/merges.ts";
import type { MergeWorld } from "./merge-world.ts";
import { settleRefused } from "./refuse.ts";
import { tryClearing } from "./scratch.ts";

/**
 * Takes a queued merge out of the queue; its task is stopped. A batch that it is checked in begins anew without it.
 *
 * @param stopGate ends a gate that runs
 * @param reason why, in words
 */
export async function cancelMerge(
  world: MergeWorld,
  id: string,
  stopGate: (gateId: string) => Promise<void>,
  reason: string,
): Promise<void> {
  const { store, git } = world;
  const merge = requireMerge(store.db, id);
  const { key, state, runId, targetBranch: target } = merge;
  if (state !== "queued")
    throw new OverstoryError(
      "conflict",
      `${key} is ${state === "conflict" ? "in conflict" : state}; only what is queued can be cancelled`,
    );
  const tip = await branchTip(git, target);
  if (tip !== null && (await isAncestor(git, merge.headCommit, tip)))
    throw new OverstoryError("conflict", `${target} has ${key} already`, {
      hint: "overstory merge list shows it as merged in a moment",
    });
  const last = merge.batchId === null ? null : getBatch(store.db, merge.batchId);
  const batch = last?.state === "checking" ? last : null;
  await store.write((tx) => {
    if (batch) settleBatch(tx, batch, "stale", { runId, reason: `${key} was cancelled` });
    settleRefused(world, tx, merge, { state: "cancelled", reason });
  });
  if (!batch) return;
  for (const gate of listBatchGates(store.db, batch.id)) if (gate.passed === null) await stopGate(gate.id);
  await tryClearing(world, batch);
}
