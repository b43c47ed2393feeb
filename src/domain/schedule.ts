import { formatDuration } from "./format-duration.ts";

/**
 * What became of one time at which a schedule was due.
 *
 * - waiting: it starts when the run before it is over
 * - running: its run is being started, or is active
 * - done: its run has completed
 * - skipped: nothing was started, on purpose
 * - failed: its run could not be started, has failed or was cancelled
 */
export const SCHEDULE_RESULTS = ["waiting", "running", "done", "skipped", "failed"] as const;
export type ScheduleResult = (typeof SCHEDULE_RESULTS)[number];

export interface ScheduleRun {
  id: string;
  schedule: string;
  /** The time that the pattern names, or at which a person asked for it. */
  dueAt: number;
  beganAt: number;
  endedAt: number | null;
  result: ScheduleResult;
  runId: string | null;
  /** Why it was skipped or has failed. */
  message: string | null;
}

export type Overlap = "skip" | "queue" | "allow";

/** What to do about a due time. */
export type DueDecision = { result: "running" | "waiting" } | { result: "skipped"; message: string };

/** A run that was due while no daemon ran, or while the machine slept, is only wanted for so long. */
export const CATCH_UP_MS = 60 * 60_000;

/**
 * @param open what earlier due times of the schedule left: waiting and running ones
 * @param lateMs how long after its time it is dealt with
 */
export function decideDue(
  overlap: Overlap,
  open: readonly Pick<ScheduleRun, "result">[],
  lateMs: number,
): DueDecision {
  if (lateMs > CATCH_UP_MS)
    return { result: "skipped", message: `it was missed and is ${formatDuration(lateMs)} late` };
  if (overlap === "allow" || open.length === 0) return { result: "running" };
  if (overlap === "skip") return { result: "skipped", message: "the run before it is not over" };
  // One that waits starts from what there is then, so a second one would do the same work again.
  if (open.some(({ result }) => result === "waiting"))
    return { result: "skipped", message: "one is waiting already" };
  return { result: "waiting" };
}
