import { existsSync } from "node:fs";
import { OverstoryError, usageError } from "../errors.ts";
import type { Git } from "./git.ts";
import { refTip, swapRef } from "./refs.ts";
import { listWorktrees } from "./worktree-list.ts";

/** What a file name may hold, less git's `.lock`. */
const COMPONENT_LIMIT_BYTES = 250;

export const branchRef = (branch: string): string => `refs/heads/${branch}`;

/** Throws `usage` unless git takes the name as a branch to the letter (`@{-1}` is none, and `@` would mean HEAD). */
export async function requireBranchName(git: Git, name: string): Promise<void> {
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
  const blocker = await blockingBranch(git, branch);
  if (blocker) {
    throw new OverstoryError("conflict", `branch ${branch} cannot be made beside branch ${blocker}`, {
      hint: "git keeps branches as files, so one name cannot be a folder of another: rename one",
    });
  }
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

/** Git keeps refs as files: `feat` and `feat/x` exclude each other. */
async function blockingBranch(git: Git, branch: string): Promise<string | undefined> {
  const parts = branch.split("/");
  const above = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
  const patterns = [...above, branch].map(branchRef);
  const listing = await git.run(["for-each-ref", "--format=%(refname:lstrip=2)", "--", ...patterns]);
  return listing.split("\n").find((other) => above.includes(other) || other.startsWith(`${branch}/`));
}
