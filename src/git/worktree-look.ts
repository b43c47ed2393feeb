import type { Git } from "./git.ts";
import { commonDir, resolveCommit } from "./repository.ts";
import { readStatus } from "./status.ts";
import { isLinkedWorktree } from "./worktree-admin.ts";

/** `exists` is false when the folder, its `.git` file or its registration is gone. */
export type WorktreeLook =
  | { exists: false }
  | {
      exists: true;
      /** Null on a branch without a commit. */
      head: string | null;
      /** Null when detached. */
      branch: string | null;
      /** Commits of HEAD that `base` does not have. */
      commits: number;
      /** Paths that differ from HEAD in the index or the tree, and untracked files that are not ignored. */
      dirtyFiles: number;
    };

/** Throws when git cannot tell: that is not the same as missing. */
export async function lookAt(git: Git, path: string, base: string): Promise<WorktreeLook> {
  if (!(await isLinkedWorktree(await commonDir(git), path))) return { exists: false };
  return lookInto(git, path, base);
}

/** The same for any work tree that is there, the main one among them. */
export async function lookInto(git: Git, path: string, base: string): Promise<WorktreeLook> {
  const here = git.at(path);
  const [{ head, branch, changed }, baseCommit] = await Promise.all([
    readStatus(here),
    resolveCommit(git, base),
  ]);
  return {
    exists: true,
    head,
    branch,
    commits: await countSince(here, baseCommit, head),
    dirtyFiles: changed.length,
  };
}

async function countSince(git: Git, base: string, head: string | null): Promise<number> {
  return head === null ? 0 : Number(await git.run(["rev-list", "--count", head, `^${base}`, "--"]));
}
