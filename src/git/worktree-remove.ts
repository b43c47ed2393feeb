import { existsSync } from "node:fs";
import { type Git, WORK_TREE_DEADLINE_MS } from "./git.ts";
import { commonDir } from "./repository.ts";
import { readStatus } from "./status.ts";
import { adminDirOf, isLinkedWorktree } from "./worktree-admin.ts";

/** "removed" also when it was gone already. Files that git ignores go with the folder. */
export type Removal = { kind: "removed" } | { kind: "refused"; reason: string };

/** Never forced: refused when anything is uncommitted, on no branch, locked, or not a worktree of this repository. */
export async function removeWorktree(git: Git, path: string): Promise<Removal> {
  const common = await commonDir(git);
  if (existsSync(path)) {
    const reason = (await isLinkedWorktree(common, path))
      ? await whatWouldBeLost(git.at(path))
      : `${path} is not a worktree of this repository`;
    if (reason) return { kind: "refused", reason };
  } else if ((await adminDirOf(common, path)) === null) {
    return { kind: "removed" };
  }
  const args = ["worktree", "remove", "--", path];
  const result = await git.attempt(args, { deadlineMs: WORK_TREE_DEADLINE_MS });
  return result.exitCode === 0 ? { kind: "removed" } : { kind: "refused", reason: result.stderr.trim() };
}

/** In words; nothing where all is committed and on a branch. */
export async function whatWouldBeLost(git: Git): Promise<string | undefined> {
  const { head, branch, changed } = await readStatus(git);
  if (changed.length > 0) {
    const paths = changed.slice(0, 3).map(({ path }) => path);
    return `${git.folder} has ${changed.length} uncommitted: ${paths.join(", ")}${changed.length > 3 ? ", …" : ""}`;
  }
  if (branch !== null || head === null) return undefined;
  const holding = await git.run(["for-each-ref", "--count=1", "--format=%(refname)", `--contains=${head}`]);
  return holding === "" ? `${git.folder} is detached at ${head}, which no branch holds` : undefined;
}
