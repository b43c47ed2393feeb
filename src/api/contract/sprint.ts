import type { SprintStatus } from "../../domain/sprint.ts";
import type { Priority, TaskStatus } from "../../domain/task.ts";

/** POST /sprints/:key/:change */
export const SPRINT_CHANGES = ["activate", "deactivate", "complete", "cancel"] as const;

export type SprintChangeName = (typeof SPRINT_CHANGES)[number];

export interface SprintChangeRequest {
  /** complete */
  summary?: string | undefined;
  /** cancel; and why something was forced */
  reason?: string | undefined;
  /** complete: although checks fail; needs `reason`. */
  force?: boolean | undefined;
}

export interface SprintView {
  id: string;
  key: string;
  title: string;
  goal: string;
  status: SprintStatus;
  summary: string | null;
  counts: Record<TaskStatus, number>;
  tasks: { key: string; title: string; status: TaskStatus; priority: Priority }[];
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
}
