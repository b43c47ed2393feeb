/** A sprint groups tasks. */
export const SPRINT_STATUSES = ["planned", "active", "complete", "cancelled"] as const;
export type SprintStatus = (typeof SPRINT_STATUSES)[number];

export interface Sprint {
  id: string;
  /** `SPRINT-001` */
  key: string;
  title: string;
  goal: string;
  status: SprintStatus;
  /** What came of it, by whoever completed it. */
  summary: string | null;
  createdAt: number;
  updatedAt: number;
  closedAt: number | null;
}
