import type { Database } from "bun:sqlite";
import { uniteGates } from "../../domain/batch.ts";
import type { Refusal } from "../../domain/refusal.ts";
import type { Task } from "../../domain/task.ts";
import { labelMerge, latestMergeOf } from "../../store/merges.ts";
import { getRun } from "../../store/runs.ts";

/** Why a task's work is not merged, as long as it is not queued anew; null when no merge of it was refused. */
export function readRefusal(db: Database, task: Task): Refusal | null {
  const merge = latestMergeOf(db, task.id);
  if (merge?.state !== "conflict" && merge?.state !== "red") return null;
  return {
    state: merge.state,
    branch: merge.branch,
    target: merge.targetBranch,
    files: merge.conflictFiles,
    with: merge.conflictsWith === null ? null : labelMerge(db, merge.conflictsWith),
    reason: merge.reason,
    gates: uniteGates([task.spec.gates, getRun(db, merge.runId)?.gates ?? []]),
  };
}
