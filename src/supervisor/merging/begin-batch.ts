import { chooseBatch, chooseOnRed } from "../../domain/batch.ts";
import type { Merge } from "../../domain/merge.ts";
import { branchTip } from "../../git/branches.ts";
import { requireFree } from "../../git/heads.ts";
import { buildChain, type LinkResult } from "../../git/merge-chain.ts";
import type { BatchPlace } from "../../store/batches.ts";
import { findRedBatch, insertBatch, listRedProbes, type NewBatch } from "../../store/batches.ts";
import { describeMerge } from "./describe-merge.ts";
import { gatesFor } from "./gates-for.ts";
import { landAtOnce, settleUnchecked } from "./land.ts";
import type { MergeWorld } from "./merge-world.ts";
import { refuseConflict, refuseImpossible } from "./refuse.ts";
import { makeScratch, scratchPlace, tryClearing } from "./scratch.ts";
import { holdOnRed } from "./turn-red.ts";

/**
 * Merges the next of a target's queue one upon the other, and lands the result or begins to check it. False when all of the
 * queue has to wait until the target moves.
 */
export async function beginBatch(
  world: MergeWorld,
  target: string,
  queue: readonly Merge[],
): Promise<boolean> {
  const { git } = world;
  await requireFree(git, target); // first: it is asked again and again, and starts no process
  const base = await branchTip(git, target);
  if (base === null) {
    await refuseAll(world, queue, `there is no branch ${target} to merge into`);
    return true;
  }
  const chosen = await choose(world, target, base, queue);
  if (chosen.length > 0) await mergeUpon(world, target, base, chosen);
  return chosen.length > 0;
}

/** Those that wait for a red target to move are told why. */
async function choose(
  world: MergeWorld,
  target: string,
  base: string,
  queue: readonly Merge[],
): Promise<Merge[]> {
  const { store, settings } = world;
  const probes = listRedProbes(store.db, target, base);
  if (probes.length === 0) return chooseBatch(queue, findRedBatch(store.db, target), settings.merge.batch);
  const { chosen, waiting } = chooseOnRed(
    queue,
    probes.map(({ id }) => id),
  );
  for (const probe of probes)
    await holdOnRed(
      world,
      probe,
      waiting.filter(({ batchId }) => batchId === probe.id),
    );
  return chosen;
}

async function mergeUpon(
  world: MergeWorld,
  target: string,
  base: string,
  chosen: readonly Merge[],
): Promise<void> {
  const { git } = world;
  const chain = await buildChain(
    git,
    base,
    chosen.map((merge) => ({ of: merge, head: merge.headCommit, message: describeMerge(world, merge) })),
  );
  for (const link of chain.links) await settleLink(world, link);
  const places = chain.links.flatMap((link) =>
    link.kind === "merged" ? [{ merge: link.of, commit: link.commit }] : [],
  );
  if (places.length === 0) return;
  const { result } = chain;
  const gates = await gatesFor(world, places, result);
  if (gates.length === 0) return landAtOnce(world, { target, base, result }, places);
  const delivery = { delivers: null, deliveredCommit: null };
  await check(
    world,
    { ...delivery, targetBranch: target, baseCommit: base, resultCommit: result, gates },
    places,
  );
}

/** Makes the work tree in which the gates run, and records that they are to be run. */
export async function check(
  world: MergeWorld,
  wish: Omit<NewBatch, "id" | "worktree">,
  places: readonly BatchPlace[],
): Promise<void> {
  const id = Bun.randomUUIDv7();
  const batch = { ...wish, id, worktree: scratchPlace(world, id) };
  try {
    await makeScratch(world, batch);
    await world.store.write((tx) => insertBatch(tx, batch, places));
  } catch (error) {
    await tryClearing(world, batch); // it is tried again, under another id
    throw error;
  }
}

/** What needs no check: the target has it already, or it cannot be merged. One that comes too early stays in the queue. */
async function settleLink(world: MergeWorld, link: LinkResult<Merge>): Promise<void> {
  if (link.kind === "already")
    await settleUnchecked(world, [{ merge: link.of, commit: link.commit ?? link.of.headCommit }]);
  if (link.kind === "conflict") await refuseConflict(world, link.of, link.files);
  if (link.kind === "impossible") await refuseImpossible(world, link.of, link.reason);
}

async function refuseAll(world: MergeWorld, queue: readonly Merge[], reason: string): Promise<void> {
  for (const merge of queue) await refuseImpossible(world, merge, reason);
}
