import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { OverstoryError } from "../errors.ts";
import { branchRef, checkedOutError, listNeighbours, requireRoom } from "./branches.ts";
import { type Git, WORK_TREE_DEADLINE_MS } from "./git.ts";
import { swapRef } from "./refs.ts";
import { commonDir, resolveCommit } from "./repository.ts";
import { clearStaleLock } from "./stale-lock.ts";
import { fillSubmodules } from "./submodules.ts";
import { adminDirOf } from "./worktree-admin.ts";
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
  const [registered, start] = await Promise.all([listWorktrees(git), findStart(git, branch, base)]);
  const here = registered.find((worktree) => worktree.path === path);
  const holder = registered.find((worktree) => worktree.branch === branch);
  const place = await inspectPlace(git, path, here);
  if (place.kind === "foreign") throw occupied(path, place.why);
  if (holder && holder.path !== path) throw checkedOutError(branch, holder.path);
  if (here && here.branch !== branch && place.kind !== "unfinished")
    throw otherBranch(path, here.branch, branch);
  const head =
    place.kind === "free" ? await add(git, path, branch, start) : await restore(git, place, path, branch);
  await clearStaleLocks(git, path, branch);
  await fillSubmodules(git, path);
  return { path, branch, head, made: MADE[place.kind] };
}

/** Where the branch stands, or a function that makes it at its base. */
export type Start = { tip: string } | { make: () => Promise<string> };

export async function findStart(git: Git, branch: string, base: string): Promise<Start> {
  const resolving = resolveCommit(git, base);
  resolving.catch(() => undefined); // only a branch that is to be made needs a base
  const neighbours = await listNeighbours(git, branch);
  const tip = neighbours.find((other) => other.branch === branch)?.commit;
  if (tip !== undefined) return { tip };
  const make = async () => {
    requireRoom(branch, neighbours);
    const commit = await resolving;
    await swapRef(git, branchRef(branch), null, commit);
    return commit;
  };
  return { make };
}

const MADE = {
  free: "added",
  unfinished: "repaired",
  "folder lost": "repaired",
  "pointer lost": "repaired",
  ready: "kept",
} as const;

/** The branch is made first and apart: `worktree add -b` would leave it behind, or stumble over it, when it fails. */
async function add(git: Git, path: string, branch: string, start: Start): Promise<string> {
  const head = "tip" in start ? start.tip : await start.make();
  await mkdir(dirname(path), { recursive: true });
  await git.run(["worktree", "add", "--quiet", "--", path, branch], { deadlineMs: WORK_TREE_DEADLINE_MS });
  return head;
}

async function restore(
  git: Git,
  place: Exclude<Place, { kind: "foreign" | "free" }>,
  path: string,
  branch: string,
): Promise<string> {
  if (place.kind === "unfinished") await finishAdding(git, path, place.adminDir, branch);
  if (place.kind === "folder lost") await restoreFolder(git, path, place.adminDir);
  if (place.kind === "pointer lost") await restorePointer(path, place.adminDir);
  return git.at(path).run(["rev-parse", "--verify", "HEAD"]);
}

/** The locks that only git commands of this worktree take, left by one that was killed. */
async function clearStaleLocks(git: Git, path: string, branch: string): Promise<void> {
  const common = await commonDir(git);
  const adminDir = await adminDirOf(common, path);
  const ofWorktree = adminDir === null ? [] : [join(adminDir, "index.lock"), join(adminDir, "HEAD.lock")];
  for (const lock of [...ofWorktree, join(common, "refs", "heads", `${branch}.lock`)])
    await clearStaleLock(lock, path, STALE_LOCK_MS);
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
