import type { ActivityKind } from "../../domain/activity.ts";

export interface ActivityView {
  id: number;
  at: string;
  session: string;
  /** Its key, with that of its run before it where it has one: `RUN-001/parser`. */
  task: string | null;
  sprint: string | null;
  kind: ActivityKind;
  text: string;
  data: Record<string, unknown>;
}

/** POST /sessions/:key/activities */
export interface ActivityRequest {
  kind: "note" | "update" | "artifact";
  text: string;
  /** artifact: its path, from the top of the worktree. */
  path?: string | undefined;
}

/** GET /activities */
export interface ActivityFilter {
  session?: string | undefined;
  task?: string | undefined;
  sprint?: string | undefined;
  kind?: string | undefined;
  since?: string | undefined;
  /** Only those past this one. */
  after?: number | undefined;
  limit?: number | undefined;
}
