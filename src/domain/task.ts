import type { RestartPolicy } from "./restart.ts";

/** A task's status is the single source of truth on the work. A task never names a session. */
export const TASK_STATUSES = [
  "todo",
  "underway",
  "blocked",
  "paused",
  "review",
  "complete",
  "aborted",
] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

export const PRIORITIES = ["critical", "high", "medium", "low"] as const;
export type Priority = (typeof PRIORITIES)[number];

/** Nothing more will happen to a task in one of these by itself. */
export const SETTLED_STATUSES = ["blocked", "complete", "aborted"] as const satisfies readonly TaskStatus[];

export const isSettled = (status: TaskStatus): boolean =>
  (SETTLED_STATUSES as readonly TaskStatus[]).includes(status);

/** Why a task is blocked or aborted. */
export const STOP_CODES = [
  "agent_failed", // the agent ended badly and its restart policy is used up
  "quarantined", // its agents died so often that the restart policy holds it
  "agent_lost", // the agent vanished without a proper end and its restart policy is used up
  "unverified", // the agent ended well but left uncommitted work, or nothing to show
  "timeout",
  "gate_failed",
  "merge_conflict",
  "merge_failed",
  "dependency", // a task it depends on was stopped
  "spawn_failed",
  "operator", // a person stopped it
  "run_cancelled",
] as const;
export type StopCode = (typeof STOP_CODES)[number];

/** What is to be done and how: one entry of a plan, after validation. */
export interface TaskSpec {
  prompt: string | null;
  command: string | null;
  runtime: string;
  role: string;
  /** Shell commands that must exit with 0 in the worktree before the work is merged, in order. */
  gates: string[];
  /** How long one attempt may take, in ms; null for no limit. */
  timeoutMs: number | null;
  restart: RestartPolicy;
  /** Commit what the agent leaves uncommitted after a clean exit, instead of calling it unverified. */
  autoCommit: boolean;
  /** It coordinates its run: it may end without commits, and not before all other tasks are closed. */
  isCoordination?: true;
  /** What its sessions may change; left out for all. See `Role.mayWrite`. */
  mayWrite?: readonly string[];
}

export interface Task {
  id: string;
  key: string;
  runId: string | null;
  /** Place in the plan, or among the tasks without a run, from 0. */
  position: number;
  title: string;
  description: string;
  priority: Priority;
  category: string | null;
  estimateMs: number | null;
  sprintId: string | null;
  /** The task that this one is a part of. */
  parentId: string | null;
  /** The session that asked for it; null for a task of a plan or a person. */
  madeBy: string | null;
  /** What was done, by whoever completed it. */
  summary: string | null;
  status: TaskStatus;
  stopCode: StopCode | null;
  stopReason: string | null;
  spec: TaskSpec;
  /** Keys of the tasks that must be complete first. */
  dependsOn: string[];
  /** The next attempt starts no earlier. */
  retryAt: number | null;
  createdAt: number;
  updatedAt: number;
  closedAt: number | null;
}
