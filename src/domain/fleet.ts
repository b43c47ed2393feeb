/** How an agent ended, for the question whether its fleet fails as a whole. */
export interface AgentEnd {
  taskId: string | null;
  /** ms UTC */
  startedAt: number;
  endedAt: number;
  isGood: boolean;
}

export const FLEET_WINDOW_MS = 5 * 60_000;
const FLEET_ENDS = 5;
const QUICK_MS = 60_000;

/** It failed within seconds of its start: what it met at once, the next one will meet as well. */
export const isQuickFailure = ({
  isGood,
  startedAt,
  endedAt,
}: Pick<AgentEnd, "isGood" | "startedAt" | "endedAt">): boolean => !isGood && endedAt - startedAt <= QUICK_MS;

/**
 * Whether so many agents of a runtime failed at their start that sending more is of no use. One task that fails again and
 * again is no fleet: its restart policy sees to it.
 *
 * @param ends of the agents of one runtime, in any order
 */
export function isFleetFailing(ends: readonly AgentEnd[], now: number): boolean {
  const lastGood = Math.max(0, ...ends.filter(({ isGood }) => isGood).map(({ endedAt }) => endedAt));
  const since = Math.max(lastGood, now - FLEET_WINDOW_MS);
  const failures = ends.filter((end) => isQuickFailure(end) && end.endedAt > since);
  return failures.length >= FLEET_ENDS && new Set(failures.map(({ taskId }) => taskId)).size > 1;
}

export const FLEET_CAUSE = `${FLEET_ENDS} agents ended within seconds of their start`;
