import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "../errors.ts";
import { type Git, WORK_TREE_DEADLINE_MS } from "./git.ts";
import { commonDir } from "./repository.ts";
import { readStatus } from "./status.ts";
import { adminDirOf } from "./worktree-admin.ts";
import type { Removal } from "./worktree-remove.ts";

/**
 * When somebody last worked in a worktree, ms UTC: moved its HEAD, or wrote a file that is not committed. What a deletion
 * leaves cannot be dated.
 */
export async function lastTouched(git: Git, path: string): Promise<number> {
  const admin = await adminDirOf(await commonDir(git), path);
  const { changed } = await readStatus(git.at(path));
  const files = [
    ...(admin === null ? [] : [join(admin, "HEAD"), join(admin, "logs", "HEAD")]),
    ...changed.map((one) => join(path, one.path)),
  ];
  const times = await Promise.all(files.map(modifiedAt));
  return Math.max(0, ...times);
}

async function modifiedAt(file: string): Promise<number> {
  try {
    return (await lstat(file)).mtimeMs;
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return 0;
    throw error;
  }
}

/** Removes a worktree with all that is uncommitted in it, which the caller must have saved. Its branch stays. */
export async function discardWorktree(git: Git, path: string): Promise<Removal> {
  const args = ["worktree", "remove", "--force", "--", path];
  const result = await git.attempt(args, { deadlineMs: WORK_TREE_DEADLINE_MS });
  return result.exitCode === 0 ? { kind: "removed" } : { kind: "refused", reason: result.stderr.trim() };
}
