import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Batch } from "../../domain/batch.ts";
import { describeError, OverstoryError, systemCode } from "../../errors.ts";
import { refTip, swapRef } from "../../git/refs.ts";
import { makeScratchWorktree, removeScratchWorktree } from "../../git/scratch-worktree.ts";
import { listCheckingBatches } from "../../store/batches.ts";
import { worktreesFolder } from "../worktrees-folder.ts";
import type { MergeWorld } from "./merge-world.ts";

/** What a batch has outside of the database while it is checked: a ref that keeps its commits, and a work tree. */

const REFS = "refs/overstory/merge/";
/** What a batch is called. Nothing else in these places is touched. */
const BATCH_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const folder = (world: MergeWorld) => join(worktreesFolder(world), "merging");

export const scratchPlace = (world: MergeWorld, batchId: string): string => join(folder(world), batchId);

export async function makeScratch(
  world: MergeWorld,
  { id, resultCommit }: Pick<Batch, "id" | "resultCommit">,
): Promise<void> {
  await swapRef(world.git, `${REFS}${id}`, null, resultCommit);
  await makeScratchWorktree(world.git, scratchPlace(world, id), resultCommit);
}

export async function clearScratch(world: MergeWorld, { id }: Pick<Batch, "id">): Promise<void> {
  await removeScratchWorktree(world.git, scratchPlace(world, id));
  const ref = `${REFS}${id}`;
  const tip = await refTip(world.git, ref);
  if (tip !== null) await swapRef(world.git, ref, tip, null);
}

/** Makes it again where somebody has removed it. */
export async function keepScratch(world: MergeWorld, batch: Batch): Promise<void> {
  if (!existsSync(join(scratchPlace(world, batch.id), ".git"))) await makeScratch(world, batch);
}

/** `clearScratch` for what is settled: where it cannot be cleared it is in nobody's way, and the next start tries again. */
export async function tryClearing(world: MergeWorld, batch: Pick<Batch, "id">): Promise<void> {
  await clearScratch(world, batch).catch((error) => {
    if (!(error instanceof OverstoryError) && systemCode(error) === undefined) throw error;
    world.log.warn(`${scratchPlace(world, batch.id)} stays until the next start: ${describeError(error)}`);
  });
}

/** Clears what a crash left of batches that are not under check, and makes again what one under check has lost. */
export async function sweepScratch(world: MergeWorld): Promise<void> {
  const checking = listCheckingBatches(world.store.db);
  const listing = await world.git.run(["for-each-ref", "--format=%(refname)", "--", REFS]);
  const inRefs = listing.split("\n").map((ref) => ref.slice(REFS.length));
  const inFolder = existsSync(folder(world)) ? readdirSync(folder(world)) : [];
  for (const id of new Set([...inRefs, ...inFolder].filter((name) => BATCH_ID.test(name))))
    if (!checking.some((batch) => batch.id === id)) await tryClearing(world, { id });
  for (const batch of checking) await keepScratch(world, batch);
}
