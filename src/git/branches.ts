import { existsSync } from "node:fs";
import { OverstoryError, usageError } from "../errors.ts";
import type { Git } from "./git.ts";
import { refTip, swapRef } from "./refs.ts";
import { listWorktrees } from "./worktree-list.ts";

/** What a file name may hold, less git's `.lock`. */
const COMPONENT_LIMIT_BYTES = 250;

export const branchRef = (branch: string): string => `refs/heads/${branch}`;

/** Names that git takes in any case; for others it is asked. */
const PLAIN_NAME = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,99}(\/[A-Za-z0-9_][A-Za-z0-9_-]{0,99})*$/;

/** Throws `usage` unless git takes the name as a branch to the letter (`@{-1}` is none, and `@` would mean HEAD). */
export async function requireBranchName(git: Git, name: string): Promise<void> {
  if (PLAIN_NAME.test(name) && name !== "HEAD") return;
  const refuse = (why: string) =>
    usageError(`"${name}" cannot be a branch: ${why}`, "see: git help check-ref-format");
  if (name.includes("\0")) throw refuse("it holds a NUL character");
  const { exitCode, stdout } = await git.attempt(["check-ref-format", "--branch", name]);
  if (exitCode !== 0 || stdout !== `${name}\n` || name === "@") throw refuse("git does not allow the name");
  if (name.split("/").some((part) => Buffer.byteLength(part) > COMPONENT_LIMIT_BYTES)) {
    throw refuse(`a part of it is longer than ${COMPONENT_LIMIT_BYTES} bytes`);
  }
}

/** The branch's commit, or null when there is no such branch. */
export const branchTip = (git: Git, branch: string): Promise<string | null> => refTip(git, branchRef(branch));

/** True when made; false when the branch exists already. Throws `conflict` naming a branch whose name is in the way. */
export async function createBranch(git: Git, branch: string, commit: string): Promise<boolean> {
  await requireBranchName(git, branch);
  requireRoom(branch, await listNeighbours(git, branch));
  return swapRef(git, branchRef(branch), null, commit);
}

/** True when moved from `from` to `to`; false when the branch stands elsewhere. Throws `conflict` when it is checked out. */
export async function moveBranch(git: Git, branch: string, to: string, from: string): Promise<boolean> {
  await requireNotCheckedOut(git, branch);
  return swapRef(git, branchRef(branch), from, to);
}

/** True when deleted; false when the branch is not at `expectedTip`. Throws `conflict` when it is checked out. */
export async function deleteBranch(git: Git, branch: string, expectedTip: string): Promise<boolean> {
  await requireNotCheckedOut(git, branch);
  return swapRef(git, branchRef(branch), expectedTip, null);
}

/** Folder of the work tree that is on the branch (or rebases it), or null. A registered folder that is gone counts. */
export async function checkedOutAt(git: Git, branch: string): Promise<string | null> {
  return (await listWorktrees(git)).find((worktree) => worktree.branch === branch)?.path ?? null;
}

/** Moving a branch under a work tree would make that tree show the change reversed, as if someone had undone it. */
export async function requireNotCheckedOut(git: Git, branch: string): Promise<void> {
  const path = await checkedOutAt(git, branch);
  if (path !== null) throw checkedOutError(branch, path);
}

export function checkedOutError(branch: string, path: string): OverstoryError {
  return new OverstoryError("conflict", `branch ${branch} is checked out at ${path}`, {
    hint: existsSync(path)
      ? `go there and switch to another branch: git -C '${path}' switch …`
      : "that folder is gone: git worktree prune",
  });
}

/** A branch that has this name, or one that is in its way, with the commit it stands at. */
interface Neighbour {
  branch: string;
  commit: string;
}

/** The branch itself, if it is there, and those whose names exclude it: git keeps `feat` and `feat/x` as files. */
export async function listNeighbours(git: Git, branch: string): Promise<Neighbour[]> {
  const parts = branch.split("/");
  const names = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
  const format = "--format=%(objectname) %(refname:lstrip=2)";
  const listing = await git.run(["for-each-ref", format, "--", ...names.map(branchRef)]);
  return listing
    .split("\n")
    .map((line) => ({ commit: line.slice(0, line.indexOf(" ")), branch: line.slice(line.indexOf(" ") + 1) }))
    .filter((other) => names.includes(other.branch) || other.branch.startsWith(`${branch}/`));
}

/** Throws `conflict` naming the branch that is in the way. */
export function requireRoom(branch: string, neighbours: readonly Neighbour[]): void {
  const blocker = neighbours.find((other) => other.branch !== branch);
  if (!blocker) return;
  throw new OverstoryError("conflict", `branch ${branch} cannot be made beside branch ${blocker.branch}`, {
    hint: "git keeps branches as files, so one name cannot be a folder of another: rename one",
  });
}
