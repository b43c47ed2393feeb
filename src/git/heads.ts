import { join } from "node:path";
import { namesIn } from "../names-in.ts";
import { textOf } from "./admin-files.ts";
import { branchRef, checkedOutError, requireNotCheckedOut } from "./branches.ts";
import type { Git } from "./git.ts";
import { commonDir } from "./repository.ts";

/** What HEAD holds in a repository that keeps its refs in tables. */
const ELSEWHERE = "ref: refs/heads/.invalid";
/** During a rebase HEAD is detached, but the branch is moved at its end. */
const REBASED = ["rebase-merge/head-name", "rebase-apply/head-name"];

/**
 * Throws `conflict` when a work tree is on the branch at this moment, or rebases it: the same as `requireNotCheckedOut`, by
 * git's own files and without a process, so that it can be asked right before a ref moves.
 */
export async function requireFree(git: Git, branch: string): Promise<void> {
  const common = await commonDir(git);
  const linked = namesIn(join(common, "worktrees")).map((id) => join(common, "worktrees", id));
  for (const folder of [common, ...linked]) {
    const head = await textOf(join(folder, "HEAD"));
    if (head === ELSEWHERE) return requireNotCheckedOut(git, branch);
    const names = [
      head?.replace(/^ref: /, ""),
      ...(await Promise.all(REBASED.map((file) => textOf(join(folder, file))))),
    ];
    if (names.includes(branchRef(branch))) throw checkedOutError(branch, await placeOf(git, common, folder));
  }
}

async function placeOf(git: Git, common: string, admin: string): Promise<string> {
  if (admin === common) return git.folder;
  return (await textOf(join(admin, "gitdir")))?.replace(/\/\.git$/, "") ?? admin;
}
