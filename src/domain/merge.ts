export const MERGE_STATES = ["queued", "merged", "conflict", "failed"] as const;
export type MergeState = (typeof MERGE_STATES)[number];

/** One branch in the merge queue. */
export interface Merge {
  id: string;
  runId: string;
  taskId: string;
  sessionId: string;
  branch: string;
  /** The commit that is to be merged: what the gates have seen, whatever the branch does later. */
  headCommit: string;
  targetBranch: string;
  state: MergeState;
  mergeCommit: string | null;
  conflictFiles: string[];
  reason: string | null;
  queuedAt: number;
  settledAt: number | null;
}
