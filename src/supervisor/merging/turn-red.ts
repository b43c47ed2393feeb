import { type Batch, type BatchGate, isProbe } from "../../domain/batch.ts";
import type { Merge } from "../../domain/merge.ts";
import {
  findSuspectBatch,
  findVerdict,
  forgetSuspicion,
  listBatchGates,
  type NewBatch,
  settleBatch,
  waitForProbe,
} from "../../store/batches.ts";
import type { Transaction } from "../../store/store.ts";
import type { MergeWorld } from "./merge-world.ts";
import { describeRed, holdAll, RED, settleRefused } from "./refuse.ts";

/**
 * The gates of a batch failed: with several in it the culprit is looked for, and one alone is it, unless its target is red
 * without it. Answers what has to be checked to know that; null when there is nothing more to know.
 */
export async function turnRed(
  world: MergeWorld,
  batch: Batch,
  merges: readonly Merge[],
  gates: readonly BatchGate[],
): Promise<Omit<NewBatch, "id" | "worktree"> | null> {
  const [only, second] = merges;
  const { targetBranch } = batch;
  const reason = describeRed(world, batch, gates);
  const suspect = only && !second ? only : null;
  const verdict = suspect && knownVerdict(world, batch, suspect);
  await world.store.write((tx) => {
    settleBatch(tx, batch, "red", { runId: batch.delivers ?? only?.runId ?? null, reason });
    if (suspect && verdict?.state === "green") blame(world, tx, targetBranch, suspect, reason);
    if (suspect && verdict?.state === "red") waitForProbe(tx, suspect, verdict);
  });
  if (!suspect || verdict) return null;
  return probeOf(batch);
}

/** The same gates on the bare target that a batch was made upon. */
export const probeOf = ({ targetBranch, baseCommit, gates }: Batch): Omit<NewBatch, "id" | "worktree"> => ({
  targetBranch,
  baseCommit,
  resultCommit: baseCommit,
  gates,
  delivers: null,
  deliveredCommit: null,
});

/** The bare target is looked at: green, and whoever was red upon it is blamed; red, and they wait until it moves. */
export async function settleProbe(
  world: MergeWorld,
  probe: Batch,
  merges: readonly Merge[],
  gates: readonly BatchGate[],
  state: "green" | "red",
): Promise<void> {
  const { db } = world.store;
  const suspected = findSuspectBatch(db, probe);
  const reason = suspected && describeRed(world, suspected, listBatchGates(db, suspected.id));
  const found = state === "red" ? describeRed(world, probe, gates) : null;
  await world.store.write((tx) => {
    settleBatch(tx, probe, state, { runId: merges[0]?.runId ?? null, reason: found });
    if (state === "red") return;
    for (const merge of merges) blame(world, tx, probe.targetBranch, merge, reason ?? RED);
  });
}

/** These were red upon a target that is red without them. */
export async function holdOnRed(world: MergeWorld, probe: Batch, waiting: readonly Merge[]): Promise<void> {
  const reason = describeRed(world, probe, listBatchGates(world.store.db, probe.id));
  const untold = waiting.filter((merge) => merge.reason !== reason);
  await holdAll(world, untold, reason);
}

function blame(world: MergeWorld, tx: Transaction, targetBranch: string, merge: Merge, reason: string): void {
  settleRefused(world, tx, merge, { state: "red", reason });
  forgetSuspicion(tx, targetBranch);
}

/** What is known of the target that a batch was made upon. What was queued since is reason to look again at a red one. */
function knownVerdict(
  { store }: MergeWorld,
  { baseCommit, gates }: Batch,
  { queuedAt }: Merge,
): Batch | null {
  const verdict = findVerdict(store.db, baseCommit, gates);
  if (verdict?.state === "green") return verdict;
  return verdict && isProbe(verdict) && (verdict.settledAt ?? 0) > queuedAt ? verdict : null;
}
