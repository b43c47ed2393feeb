import type { Overlap, ScheduleResult } from "../../domain/schedule.ts";

/** Starts a run of a plan file at certain times. */
export interface ScheduleView {
  name: string;
  cron: string;
  /** Null for the zone of the daemon's machine. */
  timezone: string | null;
  /** From the top of the repository. */
  plan: string;
  overlap: Overlap;
  nextAt: string | null;
  /** What became of its latest due time. */
  last: {
    dueAt: string;
    endedAt: string | null;
    result: ScheduleResult;
    run: string | null;
    /** Why it was skipped or has failed. */
    message: string | null;
  } | null;
}
