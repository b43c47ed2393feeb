/**
 * - queued: waits for its turn, or is being checked; merged: its target has it
 * - conflict: it cannot be merged as it is; red: the gates fail on the merged result
 * - failed: git refused; cancelled: a person took it out of the queue
 */
export const MERGE_STATES = ["queued", "merged", "conflict", "red", "failed", "cancelled"] as const;
export type MergeState = (typeof MERGE_STATES)[number];

/** One branch in the merge queue. */
export interface Merge {
  id: string;
  /** `MERGE-001` */
  key: string;
  runId: string;
  taskId: string;
  sessionId: string;
  branch: string;
  /** The commit that is to be merged: what the gates have seen, whatever the branch does later. */
  headCommit: string;
  targetBranch: string;
  state: MergeState;
  /** The batch that it is checked in, or was checked in last, and its place there. */
  batchId: string | null;
  batchPosition: number | null;
  mergeCommit: string | null;
  conflictFiles: string[];
  /** Id of the merge whose work it conflicts with, when that is known. */
  conflictsWith: string | null;
  reason: string | null;
  queuedAt: number;
  settledAt: number | null;
}
