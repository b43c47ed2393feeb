import type { Batch } from "../../domain/batch.ts";
import type { Merge } from "../../domain/merge.ts";
import { describeError, OverstoryError } from "../../errors.ts";
import { branchRef, branchTip } from "../../git/branches.ts";
import { requireFree } from "../../git/heads.ts";
import { isAncestor } from "../../git/merge-commit.ts";
import { swapRef } from "../../git/refs.ts";
import { type BatchPlace, leaveBatch, settleBatch } from "../../store/batches.ts";
import { settleMerge } from "../../store/merges.ts";
import { getSession } from "../../store/sessions.ts";
import type { Transaction } from "../../store/store.ts";
import { moveTask } from "../../store/tasks.ts";
import { tidy } from "../tidy.ts";
import type { MergeWorld } from "./merge-world.ts";
import { warnOthers } from "./warn-others.ts";

/** A target and what it is to become. */
interface Landing {
  target: string;
  base: string;
  result: string;
}

/** Moves the target to a batch that is green, unless the target moved meanwhile: then all of it is merged anew. */
export async function land(world: MergeWorld, batch: Batch, merges: readonly Merge[]): Promise<void> {
  const { targetBranch: target, baseCommit: base, resultCommit: result } = batch;
  const runId = batch.delivers ?? merges[0]?.runId ?? null;
  if (await moveTarget(world, { target, base, result })) {
    const places = merges.map((merge) => ({ merge, commit: merge.mergeCommit ?? result }));
    await settleMerged(world, places, (tx) => settleBatch(tx, batch, "green", { runId, reason: null }));
    return;
  }
  const reason = `${target} moved while it was checked`;
  await world.store.write((tx) => settleBatch(tx, batch, "stale", { runId, reason }));
}

/**
 * The same for what no gate has to see. When the target moved, all of it stays in the queue.
 */
export async function landAtOnce(
  world: MergeWorld,
  { target, base, result }: Landing,
  places: readonly BatchPlace[],
): Promise<void> {
  await requireFree(world.git, target);
  if (await swapRef(world.git, branchRef(target), base, result)) await settleUnchecked(world, places);
}

/** The target has them, and no batch of theirs brought them there. */
export const settleUnchecked = (world: MergeWorld, places: readonly BatchPlace[]): Promise<void> =>
  settleMerged(world, places, (tx) => {
    for (const { merge } of places) leaveBatch(tx, merge);
  });

/** By compare-and-swap. True also when it had been moved there before a crash. */
async function moveTarget({ git }: MergeWorld, { target, base, result }: Landing): Promise<boolean> {
  const tip = await branchTip(git, target);
  if (tip !== null && tip !== base) return isAncestor(git, result, tip);
  await requireFree(git, target);
  return swapRef(git, branchRef(target), base, result);
}

/** The target has them: their tasks are complete. */
async function settleMerged(
  world: MergeWorld,
  places: readonly BatchPlace[],
  alongside: (tx: Transaction) => void,
): Promise<void> {
  await world.store.write((tx) => {
    alongside(tx);
    for (const { merge, commit } of places)
      if (settleMerge(tx, merge, { state: "merged", commit }))
        moveTask(tx, merge.taskId, { status: "complete" });
  });
  for (const { merge } of places) await tidyAfter(world, merge);
  void warnOthers(world, places); // a forecast, for which nobody in the queue has to wait
}

/** What cannot be tidied up stays, and is in nobody's way: the queue goes on. */
async function tidyAfter(world: MergeWorld, { sessionId }: Merge): Promise<void> {
  const session = getSession(world.store.db, sessionId);
  if (!session) return;
  await tidy(world, session).catch((error) => {
    if (!(error instanceof OverstoryError)) throw error;
    world.log.warn(`${session.key}: not all of it is tidied up: ${describeError(error)}`);
  });
}
