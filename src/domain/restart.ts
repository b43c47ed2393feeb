/** When the next attempt at a task is made after an attempt ended. Names and meaning are those of OTP. */
export const RESTART_TYPES = ["permanent", "transient", "temporary"] as const;
export type RestartType = (typeof RESTART_TYPES)[number];

export interface RestartPolicy {
  /** permanent: after every end but success; transient: after a bad end only; temporary: never. */
  type: RestartType;
  /** Restarts allowed for one task, besides the first attempt. */
  max: number;
  /** Wait before the first restart, in ms; doubles with each further one, up to `MAX_BACKOFF_MS`. */
  backoffMs: number;
}

export const MAX_BACKOFF_MS = 5 * 60_000;

export type RestartDecision = { restart: true; at: number } | { restart: false; why: string };

/**
 * @param attempt number of the attempt that ended, from 1
 * @param jitter 0 ≤ jitter < 1: spreads restarts of sessions that died together by up to a quarter of the wait
 */
export function decideRestart(
  policy: RestartPolicy,
  attempt: number,
  endedWell: boolean,
  now: number,
  jitter: number,
): RestartDecision {
  if (policy.type === "temporary") return { restart: false, why: "its restart policy is temporary" };
  if (policy.type === "transient" && endedWell) return { restart: false, why: "it ended well" };
  if (attempt > policy.max) return { restart: false, why: `it was tried ${times(attempt)}` };
  const wait = Math.min(MAX_BACKOFF_MS, policy.backoffMs * 2 ** (attempt - 1));
  return { restart: true, at: now + Math.round(wait * (1 + jitter / 4)) };
}

const times = (count: number) => (count === 1 ? "once" : count === 2 ? "twice" : `${count} times`);
