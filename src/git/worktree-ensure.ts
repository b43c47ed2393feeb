import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { OverstoryError } from "../errors.ts";
import { branchTip, checkedOutError, createBranch } from "./branches.ts";
import { type Git, WORK_TREE_DEADLINE_MS } from "./git.ts";
import { commonDir, resolveCommit } from "./repository.ts";
import { clearStaleLock } from "./stale-lock.ts";
import { fillSubmodules } from "./submodules.ts";
import { listWorktrees } from "./worktree-list.ts";
import { inspectPlace, type Place } from "./worktree-place.ts";
import { finishAdding, restoreFolder, restorePointer } from "./worktree-repair.ts";

export interface WorktreeWish {
  path: string;
  branch: string;
  /** Revision that the branch starts from where it does not exist yet. */
  base: string;
}

export interface Worktree {
  /** Absolute, free of symbolic links. */
  path: string;
  branch: string;
  head: string;
  /** What was done: nothing had to be, it was made, or something of it was restored. */
  made: "kept" | "added" | "repaired";
}

const STALE_LOCK_MS = 3_000;

/** See `Worktrees.ensure`. The path is absolute and free of symbolic links, the branch name is valid. */
export async function ensureWorktree(git: Git, { path, branch, base }: WorktreeWish): Promise<Worktree> {
  const registered = await listWorktrees(git);
  const here = registered.find((worktree) => worktree.path === path);
  const holder = registered.find((worktree) => worktree.branch === branch);
  const place = await inspectPlace(git, path, here);
  if (place.kind === "foreign") throw occupied(path, place.why);
  if (holder && holder.path !== path) throw checkedOutError(branch, holder.path);
  if (here && here.branch !== branch && place.kind !== "unfinished")
    throw otherBranch(path, here.branch, branch);
  await makeReady(git, place, { path, branch, base });
  await clearStaleLocks(git, path, branch);
  await fillSubmodules(git, path);
  return {
    path,
    branch,
    head: await git.at(path).run(["rev-parse", "--verify", "HEAD"]),
    made: MADE[place.kind],
  };
}

const MADE = {
  free: "added",
  unfinished: "repaired",
  "folder lost": "repaired",
  "pointer lost": "repaired",
  ready: "kept",
} as const;

async function makeReady(
  git: Git,
  place: Exclude<Place, { kind: "foreign" }>,
  wish: WorktreeWish,
): Promise<void> {
  switch (place.kind) {
    case "free":
      return add(git, wish);
    case "unfinished":
      return finishAdding(git, wish.path, place.adminDir, wish.branch);
    case "folder lost":
      return restoreFolder(git, wish.path, place.adminDir);
    case "pointer lost":
      return restorePointer(wish.path, place.adminDir);
    case "ready":
  }
}

async function add(git: Git, { path, branch, base }: WorktreeWish): Promise<void> {
  // The branch is made first and apart: `worktree add -b` would leave it behind, or stumble over it, when it fails.
  if ((await branchTip(git, branch)) === null)
    await createBranch(git, branch, await resolveCommit(git, base));
  await mkdir(dirname(path), { recursive: true });
  await git.run(["worktree", "add", "--quiet", "--", path, branch], { deadlineMs: WORK_TREE_DEADLINE_MS });
}

/** The locks that only git commands of this worktree take, left by one that was killed. */
async function clearStaleLocks(git: Git, path: string, branch: string): Promise<void> {
  const adminDir = await git.at(path).run(["rev-parse", "--absolute-git-dir"]);
  const branchLock = join(await commonDir(git), "refs", "heads", `${branch}.lock`);
  for (const lock of [join(adminDir, "index.lock"), join(adminDir, "HEAD.lock"), branchLock]) {
    await clearStaleLock(lock, path, STALE_LOCK_MS);
  }
}

const occupied = (path: string, why: string) =>
  new OverstoryError("conflict", `${path} cannot become a worktree: ${why}`, {
    hint: "move it away, or choose another folder for worktrees",
  });

const otherBranch = (path: string, actual: string | null, wanted: string) =>
  new OverstoryError(
    "conflict",
    `the worktree at ${path} is on ${actual === null ? "no branch (detached)" : `branch ${actual}`}, not on ${wanted}`,
    { hint: `bring it back: git -C '${path}' switch '${wanted}'` },
  );
