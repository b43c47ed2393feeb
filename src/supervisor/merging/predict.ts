import { type BranchConflict, type OpenBranch, pairsToTry } from "../../domain/forecast.ts";
import type { Run } from "../../domain/run.ts";
import { listBranchTips } from "../../git/branch-tips.ts";
import { branchTip } from "../../git/branches.ts";
import { mergeTrees } from "../../git/merge-tree.ts";
import { changesBeside } from "../../git/trees.ts";
import { listUnmergedWork } from "../../store/unmerged-work.ts";
import { Slots } from "../slots.ts";
import type { MergeWorld } from "./merge-world.ts";

/** Merges tried at the same time. */
const AT_ONCE = 4;

/**
 * Finds which open branches of the runs cannot be merged together, or into their target, as they are now: by what is
 * committed. A look ahead; nothing is changed by it.
 */
export async function predictConflicts(world: MergeWorld, runs: readonly Run[]): Promise<BranchConflict[]> {
  const slots = new Slots(AT_ONCE);
  const found = await Promise.all(runs.map((run) => predictOf(world, run, slots)));
  return found.flat();
}

async function predictOf(
  world: MergeWorld,
  { id, targetBranch: target }: Run,
  slots: Slots,
): Promise<BranchConflict[]> {
  const { git } = world;
  const targetTip = target === null ? null : await branchTip(git, target);
  if (target === null || targetTip === null) return [];
  const branches = await readBranches(world, id, { target, targetTip }, slots);
  const whole: OpenBranch = { label: target, branch: target, tip: targetTip, target, changes: [] };
  const tries = [...branches.map((ours) => [ours, whole] as const), ...pairsToTry(branches)];
  const results = await Promise.all(
    tries.map(([ours, theirs]) =>
      slots.take(async (): Promise<BranchConflict[]> => {
        const merged = await mergeTrees(git, ours.tip, theirs.tip);
        return merged.clean ? [] : [{ ours: nameOf(ours), theirs: nameOf(theirs), files: merged.files }];
      }),
    ),
  );
  return results.flat();
}

const nameOf = ({ label, branch }: OpenBranch) => ({ label, branch });

async function readBranches(
  { git, store }: MergeWorld,
  runId: string,
  { target, targetTip }: { target: string; targetTip: string },
  slots: Slots,
): Promise<OpenBranch[]> {
  const work = listUnmergedWork(store.db, runId);
  const tips = await listBranchTips(
    git,
    work.map(({ branch }) => branch),
  );
  const read = work.map(({ label, branch }) =>
    slots.take(async (): Promise<OpenBranch[]> => {
      const tip = tips.get(branch);
      if (tip === undefined) return [];
      const changes = await changesBeside(git, targetTip, tip);
      return changes.length === 0 ? [] : [{ label, branch, tip, target, changes }];
    }),
  );
  return (await Promise.all(read)).flat();
}
