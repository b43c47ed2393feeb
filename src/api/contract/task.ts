import type { Priority, TaskStatus } from "../../domain/task.ts";

export { PRIORITIES, TASK_STATUSES } from "../../domain/task.ts";

/** A task by itself; `TaskView` of run.ts is the same task as part of its run. */
export interface WorkTaskView {
  id: string;
  key: string;
  run: string | null;
  title: string;
  description: string;
  /** What its agent is told or runs, null where that is its title; not in lists. */
  prompt?: string | null;
  command?: string | null;
  status: TaskStatus;
  /** Why it is blocked, paused or aborted. */
  reason: string | null;
  priority: Priority;
  role: string;
  category: string | null;
  estimateMs: number | null;
  sprint: string | null;
  parent: string | null;
  subtasks: { key: string; title: string; status: TaskStatus }[];
  dependsOn: { key: string; status: TaskStatus }[];
  gates: string[];
  /** The session that works on it now. */
  session: { key: string; name: string } | null;
  /** All that ever worked on it, oldest first. */
  history: { session: string; claimedAt: string; releasedAt: string | null }[];
  summary: string | null;
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
}

/** POST /tasks; an edit may have any part of it. Lists replace; null empties. */
export interface TaskFields {
  title: string;
  description?: string | undefined;
  /** All that an agent which carries it out is told; its title when it has none. */
  prompt?: string | undefined;
  priority?: Priority | undefined;
  role?: string | undefined;
  category?: string | null | undefined;
  estimateMs?: number | null | undefined;
  /** Keys; `self` in sprint and parent. */
  sprint?: string | null | undefined;
  parent?: string | null | undefined;
  dependsOn?: string[] | undefined;
  gates?: string[] | undefined;
}

/** PATCH /tasks/:key */
export type TaskEdit = { [Field in keyof TaskFields]?: TaskFields[Field] | undefined };

/** GET /tasks */
export interface TaskFilter {
  /** Closed ones too. */
  all?: boolean | undefined;
  status?: string | undefined;
  sprint?: string | undefined;
  run?: string | undefined;
  parent?: string | undefined;
  role?: string | undefined;
  category?: string | undefined;
  priority?: string | undefined;
  /** Session key, or `self`. */
  session?: string | undefined;
}

/** POST /tasks/:key/:change by the caller's session, or the one that `session` names. */
export const TASK_CHANGES = [
  "claim",
  "activate",
  "deactivate",
  "complete",
  "abort",
  "block",
  "pause",
  "review",
  "reopen",
  "handoff",
] as const;

export type TaskChangeName = (typeof TASK_CHANGES)[number];

export interface TaskChangeRequest {
  /** complete, deactivate */
  summary?: string | undefined;
  /** abort, block, pause, reopen; and why something was forced */
  reason?: string | undefined;
  /** claim, activate: although dependencies are open. complete: although checks fail; needs `reason`. */
  force?: boolean | undefined;
  /** activate: pause the task that the session holds. */
  switch?: boolean | undefined;
  /** deactivate: complete it too. */
  complete?: boolean | undefined;
  /** handoff: key of the session that gets it. */
  to?: string | undefined;
}
