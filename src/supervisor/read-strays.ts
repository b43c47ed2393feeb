import type { Session } from "../domain/session.ts";
import { findStrays } from "../domain/strays.ts";
import type { Task } from "../domain/task.ts";
import { branchTip } from "../git/branches.ts";
import { changedPaths } from "../git/changed-paths.ts";
import { getRun } from "../store/runs.ts";
import type { World } from "./world.ts";

/**
 * What a session's commits change though its task may not have it changed: paths, or "all" when it may commit nothing. What
 * it has merged in from its run's branch is not its own. Throws when git cannot tell.
 */
export async function readStrays(
  { git, store }: Pick<World, "git" | "store">,
  { worktree, baseCommit, runId }: Session,
  task: Task | null,
): Promise<readonly string[] | "all"> {
  const mayWrite = task?.spec.mayWrite;
  if (mayWrite === undefined || worktree === null || baseCommit === null) return [];
  if (mayWrite.length === 0) return "all";
  const target = runId === null ? null : (getRun(store.db, runId)?.targetBranch ?? null);
  const tip = target === null ? null : await branchTip(git, target);
  return findStrays(mayWrite, await changedPaths(git.at(worktree), tip ?? baseCommit));
}
