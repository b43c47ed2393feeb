import type { Merge } from "../../domain/merge.ts";
import type { StopCode, Task } from "../../domain/task.ts";
import { countRefusals, type MergeResult } from "../../store/merges.ts";
import type { Transaction } from "../../store/store.ts";
import { moveTask, requireTask } from "../../store/tasks.ts";
import type { MergeWorld } from "./merge-world.ts";

const STOPS: Record<Exclude<MergeResult["state"], "merged">, StopCode> = {
  conflict: "merge_conflict",
  red: "gate_failed",
  failed: "merge_failed",
  cancelled: "operator",
};

/**
 * What becomes of a task whose merge was refused: its author is told and goes on with it, as often as the configuration
 * allows; then, or where no author can be told anything, it is a person's.
 */
export function giveBack(
  { settings: { merge: policy } }: Pick<MergeWorld, "settings">,
  tx: Transaction,
  merge: Merge,
  { state, reason }: Exclude<MergeResult, { state: "merged" }>,
): void {
  const task = requireTask(tx.db, merge.taskId);
  const refusals = countRefusals(tx.db, task.id, ["conflict", "red"]);
  const isTold =
    (state === "conflict" || state === "red") && policy.conflicts !== "person" && isTellable(task);
  if (!isTold || refusals > policy.tries) {
    moveTask(tx, task.id, { status: "blocked", code: STOPS[state], reason });
    return;
  }
  moveTask(tx, task.id, { status: "todo", reason, retryAt: tx.at });
  tx.event("merge.returned", merge, { key: merge.key, to: policy.conflicts, try: refusals, reason });
}

/** An agent that reads a prompt can be told what is wrong; a fixed command would only do the same again. */
const isTellable = ({ spec }: Task): boolean => spec.prompt !== null && spec.command === null;
