import { dependentsOf } from "../../domain/dependents.ts";
import type { Merge } from "../../domain/merge.ts";
import { OverstoryError } from "../../errors.ts";
import { branchTip } from "../../git/branches.ts";
import { isAncestor } from "../../git/merge-commit.ts";
import { latestMergeOf, requeueMerge, requireMerge } from "../../store/merges.ts";
import { reopenRun } from "../../store/run-changes.ts";
import { requireRun } from "../../store/runs.ts";
import type { Transaction } from "../../store/store.ts";
import { listTasks, moveTask, requireTask } from "../../store/tasks.ts";
import type { MergeWorld } from "./merge-world.ts";

/**
 * Puts a merge that was refused or cancelled at the end of the queue, with whatever its branch has got since. Tasks that
 * were stopped because of it are there to be done again. A run that failed is active again for it: most have ended by the
 * time that a person has resolved a conflict.
 */
export async function retryMerge({ store, git }: MergeWorld, id: string): Promise<void> {
  requireRetry(store.db, requireMerge(store.db, id));
  const { branch, headCommit, targetBranch } = requireMerge(store.db, id);
  if ((await branchTip(git, targetBranch)) === null)
    throw new OverstoryError("conflict", `${targetBranch} is gone, into which it was to be merged`, {
      hint: "bring it back with git branch",
    });
  const tip = await branchTip(git, branch);
  const head = tip !== null && (await isAncestor(git, headCommit, tip)) ? tip : headCommit;
  await store.write((tx) => {
    const merge = requireMerge(tx.db, id);
    requireRetry(tx.db, merge);
    if (requireRun(tx.db, merge.runId).status !== "active") reopenRun(tx, merge.runId);
    moveTask(tx, merge.taskId, { status: "review" });
    requeueMerge(tx, merge, head);
    reopenDependents(tx, merge);
  });
}

function requireRetry(db: Transaction["db"], merge: Merge): void {
  const { key, state, runId, taskId } = merge;
  if (state === "queued" || state === "merged")
    throw new OverstoryError(
      "conflict",
      `${key} is ${state}; only a refused or cancelled merge is tried again`,
    );
  const run = requireRun(db, runId);
  if (run.status !== "active" && run.status !== "failed")
    throw new OverstoryError("conflict", `${run.key} is ${run.status}; nothing of it is merged any more`);
  const latest = latestMergeOf(db, taskId);
  if (latest && latest.id !== merge.id)
    throw new OverstoryError(
      "conflict",
      `${key} is not the last try: that is ${latest.key}, ${latest.state}`,
    );
  const task = requireTask(db, taskId);
  if (task.status !== "blocked")
    throw new OverstoryError(
      "conflict",
      `task ${task.key} is ${task.status}: it is worked on again by itself`,
      {
        hint: `when its next session is done, its work is queued: overstory status`,
      },
    );
}

function reopenDependents(tx: Transaction, { runId, taskId }: Merge): void {
  const tasks = listTasks(tx.db, runId);
  const { key } = requireTask(tx.db, taskId);
  for (const { id, status, stopCode } of dependentsOf(tasks, key))
    if (status === "blocked" && stopCode === "dependency") moveTask(tx, id, { status: "todo" });
}
