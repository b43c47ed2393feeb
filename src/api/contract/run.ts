import type { MergeState } from "../../domain/merge.ts";
import type { RunStatus } from "../../domain/run.ts";
import type { StopCode, TaskStatus } from "../../domain/task.ts";
import type { UsageView } from "./usage.ts";

export interface TaskView {
  key: string;
  title: string;
  status: TaskStatus;
  stopCode: StopCode | null;
  stopReason: string | null;
  role: string;
  /** What was done, or found, in the words of whoever did it. */
  summary: string | null;
  /** Why it could be begun and is not; null for one that is, or whose run has ended. */
  waitsFor: string | null;
  dependsOn: string[];
  /** Sessions that worked on it, oldest first. */
  sessions: string[];
  /** The gate that runs now, or failed. */
  gate: { command: string; passed: boolean | null; log: string } | null;
  /** `reason` says why a queued merge has to wait, or why it was not made. */
  merge: { state: MergeState; commit: string | null; conflictFiles: string[]; reason: string | null } | null;
  retryAt: string | null;
  command: string | null;
  /** Of the sessions that held it; null when they have told nothing. */
  usage: UsageView | null;
}

export interface RunView {
  id: string;
  key: string;
  goal: string;
  status: RunStatus;
  reason: string | null;
  cancelRequested: boolean;
  baseCommit: string | null;
  targetBranch: string | null;
  intoBranch: string | null;
  maxAgents: number;
  /** Commands that must exit with 0 on the merged result. */
  gates: string[];
  /** What its sessions may use together, in dollars and in tokens that were not read from a cache; null without limit. */
  budget: { usd: number | null; tokens: number | null } | null;
  /** drafting: its coordinator plans; proposed: a person is to look at the plan; approved. Null for a run that asks nobody. */
  plan: "drafting" | "proposed" | "approved" | null;
  /** Why no session of it is begun for now. */
  held: { by: "budget" | "loop" | "operator"; reason: string } | null;
  /** An agent turns its goal into tasks; its own is among them. */
  coordinated: boolean;
  /** Number of tasks by status; every status is there. That of its coordinator is counted nowhere. */
  counts: Record<TaskStatus, number>;
  taskCount: number;
  elapsedMs: number;
  startedAt: string;
  endedAt: string | null;
  /** Of all its sessions; null when they have told nothing. */
  usage: UsageView | null;
  /** In the order of the plan. */
  tasks: TaskView[];
}

/** POST /runs. The plan is checked by the daemon. */
export interface RunRequest {
  plan: unknown;
  /** Where the plan came from, for error messages. */
  source: string;
  maxAgents?: number | undefined;
  /** Revision to start from; the repository's HEAD when absent. */
  base?: string | undefined;
  into?: string | undefined;
  /** Made by the client: sent again, the same run is answered. */
  requestId: string;
}
