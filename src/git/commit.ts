import { OverstoryError } from "../errors.ts";
import { type Git, WORK_TREE_DEADLINE_MS } from "./git.ts";
import { commitIdentity } from "./identity.ts";
import { readStatus } from "./status.ts";

export interface MadeCommit {
  commit: string;
  /** Number of changed paths in it. */
  files: number;
}

/**
 * Commits everything uncommitted of a worktree; null when it is clean. The user's hooks run: when one refuses, it throws
 * `git` with the hook's words and leaves everything staged. Throws `conflict`, with nothing done, when paths are
 * unmerged or a repository lies inside that the commit could not hold.
 */
export async function commitAll(git: Git, worktree: string, message: string): Promise<MadeCommit | null> {
  const here = git.at(worktree);
  const { changed } = await readStatus(here);
  if (changed.length === 0) return null;
  const named = (wanted: (path: (typeof changed)[number]) => boolean) =>
    changed.filter(wanted).map(({ path }) => path);
  refuse(
    worktree,
    named(({ kind }) => kind === "unmerged"),
    "is unmerged",
    "resolve the conflict first",
  );
  refuse(
    worktree,
    named(({ path }) => path.endsWith("/")),
    "is a repository of its own",
    "move it out of the worktree, or add it as a submodule",
  );
  await here.run(["add", "--all"], { deadlineMs: WORK_TREE_DEADLINE_MS });
  await here.run(["commit", "--quiet", "--cleanup=whitespace", "-F", "-"], {
    stdin: message,
    env: await commitIdentity(here),
    hooks: true,
    deadlineMs: WORK_TREE_DEADLINE_MS,
  });
  return { commit: await here.run(["rev-parse", "--verify", "HEAD"]), files: changed.length };
}

function refuse(worktree: string, paths: string[], what: string, hint: string): void {
  if (paths.length === 0) return;
  throw new OverstoryError("conflict", `${worktree} cannot be committed: ${paths.join(", ")} ${what}`, {
    hint,
  });
}
