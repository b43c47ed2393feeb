/** A run is one goal: it groups the sessions and tasks made for it. Its counts are derived, never stored. */
export const RUN_STATUSES = ["active", "completed", "failed", "cancelled"] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export interface Run {
  id: string;
  key: string;
  goal: string;
  status: RunStatus;
  reason: string | null;
  /** Commit the run started from. */
  baseCommit: string | null;
  /** Integration branch, short name; checked out nowhere. */
  targetBranch: string | null;
  /** Branch that gets the result when every task is complete. */
  intoBranch: string | null;
  maxAgents: number;
  /** Commands that must exit with 0 on the merged result. */
  gates: readonly string[];
  /** What its sessions may use together; null for any. */
  budgetUsd: number | null;
  budgetTokens: number | null;
  /** drafting: its coordinator plans; proposed: a person is to look; approved. Null for a run that asks nobody. */
  plan: "drafting" | "proposed" | "approved" | null;
  /** Why no session of it is begun for now; null when they are. */
  heldBy: "budget" | "loop" | "operator" | null;
  heldReason: string | null;
  /** Set when a person asked to cancel it. */
  cancelRequestedAt: number | null;
  startedAt: number;
  endedAt: number | null;
}
