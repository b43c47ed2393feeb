import type { Merge } from "../../domain/merge.ts";
import { branchRef } from "../../git/branches.ts";
import { changersOf } from "../../git/commits-since.ts";
import { listMergedBy } from "../../store/merges.ts";
import type { MergeWorld } from "./merge-world.ts";

/**
 * Whose work a commit conflicts with: the newest merge into the target that the commit does not have and that changed one
 * of these files. Null when a person moved the target, or the files conflict in another way.
 */
export async function findOtherSide(
  { store, git }: Pick<MergeWorld, "store" | "git">,
  target: string,
  commit: string,
  files: readonly string[],
): Promise<Merge | null> {
  const changers = await changersOf(git, commit, branchRef(target), files);
  const merges = new Map(listMergedBy(store.db, target, changers).map((merge) => [merge.mergeCommit, merge]));
  const known = changers.map((changer) => merges.get(changer));
  return known.find((merge) => merge !== undefined) ?? null;
}
