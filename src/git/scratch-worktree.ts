import { mkdir, realpath, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type Git, WORK_TREE_DEADLINE_MS } from "./git.ts";
import { listWorktrees } from "./worktree-list.ts";

/** A work tree of overstory's own at that commit, on no branch. One that is there already is taken away first. */
export async function makeScratchWorktree(git: Git, path: string, commit: string): Promise<void> {
  await removeScratchWorktree(git, path);
  await mkdir(dirname(path), { recursive: true });
  await git.run(["worktree", "add", "--quiet", "--detach", "--", path, commit], {
    deadlineMs: WORK_TREE_DEADLINE_MS,
  });
}

/** With all that is in it, whatever state a crash left it in: nobody works there. */
export async function removeScratchWorktree(git: Git, path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  const parent = await realpath(dirname(path)).catch(() => dirname(path));
  const place = join(parent, basename(path));
  const isKnown = (await listWorktrees(git)).some((worktree) => worktree.path === place);
  // Twice forced: one that a crash left half made is locked. Git takes it that the folder is gone.
  if (isKnown) await git.run(["worktree", "remove", "--force", "--force", "--", place]);
}
