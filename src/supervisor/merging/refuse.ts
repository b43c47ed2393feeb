import { type Batch, type BatchGate, isProbe } from "../../domain/batch.ts";
import type { Merge } from "../../domain/merge.ts";
import { describeExit } from "../../domain/outcome.ts";
import { batchGateLog } from "../../paths.ts";
import { holdMerge, labelMerge, type MergeResult, settleMerge } from "../../store/merges.ts";
import type { Transaction } from "../../store/store.ts";
import { findOtherSide } from "./find-other-side.ts";
import { giveBack } from "./give-back.ts";
import type { MergeWorld } from "./merge-world.ts";

/** It cannot be merged as it is. Nobody's side is taken: its author, or a person, brings the two together. */
export async function refuseConflict(world: MergeWorld, merge: Merge, files: string[]): Promise<void> {
  const other = await findOtherSide(world, merge.targetBranch, merge.headCommit, files);
  const whose = other === null ? null : labelMerge(world.store.db, other.id);
  const beside =
    whose === null ? merge.targetBranch : `${merge.targetBranch}, which has the work of ${whose},`;
  const reason = `${merge.branch} conflicts with ${beside} in ${files.join(", ")}`;
  await refuse(world, merge, { state: "conflict", files, with: other?.id ?? null, reason });
}

/** What was to be merged, or merged into, is gone or has nothing to do with it. */
export async function refuseImpossible(world: MergeWorld, merge: Merge, reason: string): Promise<void> {
  await refuse(world, merge, { state: "failed", reason });
}

/** All of these have to wait; each says why. */
export async function holdAll(world: MergeWorld, queue: readonly Merge[], reason: string): Promise<void> {
  if (queue.length === 0) return;
  await world.store.write((tx) => {
    for (const merge of queue) holdMerge(tx, merge, reason);
  });
}

/** It is out of the queue, and its task goes back or is stopped, together. */
export function settleRefused(
  world: Pick<MergeWorld, "settings">,
  tx: Transaction,
  merge: Merge,
  result: Exclude<MergeResult, { state: "merged" }>,
): void {
  if (settleMerge(tx, merge, result)) giveBack(world, tx, merge, result);
}

/** In words: which gate, how it ended, and where its output is. */
export function describeRed(
  { paths }: Pick<MergeWorld, "paths">,
  batch: Batch,
  gates: readonly BatchGate[],
): string {
  const { id, targetBranch } = batch;
  const failed = isProbe(batch)
    ? `${targetBranch} is red by itself, so nobody is blamed: gate failed on it`
    : RED;
  const red = gates.find(({ passed }) => passed === false);
  if (!red) return failed;
  const exit = red.exitCode === null ? "unknown" : describeExit(red.exitCode);
  return `${failed}: ${red.command} (exit ${exit}); ${batchGateLog(paths, id, red.position)}`;
}

export const RED = "gate failed on the merged result";

async function refuse(
  world: MergeWorld,
  merge: Merge,
  result: Exclude<MergeResult, { state: "merged" }>,
): Promise<void> {
  await world.store.write((tx) => settleRefused(world, tx, merge, result));
}
