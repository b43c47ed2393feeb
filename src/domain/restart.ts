import { formatDuration } from "./format-duration.ts";

/** When the next attempt at a task is made after an attempt ended. Names and meaning are those of OTP. */
export const RESTART_TYPES = ["permanent", "transient", "temporary"] as const;
export type RestartType = (typeof RESTART_TYPES)[number];

export interface RestartPolicy {
  /** permanent: after every end but success; transient: after a bad end only; temporary: never. */
  type: RestartType;
  /** Restarts of one task allowed within `withinMs`; more, and it is put into quarantine. 0: none at all. */
  max: number;
  withinMs: number;
  /** Restarts of one task allowed in all; more, and it is put into quarantine. 0: none at all. */
  lifetime: number;
  /** Wait before the first restart, in ms; doubles with each recent end, up to `MAX_BACKOFF_MS`. */
  backoffMs: number;
}

/** What is known of a task's attempts when one of them has ended. */
export interface RestartHistory {
  /** Number of the attempt that ended, from 1. */
  attempt: number;
  /** When its attempts ended, this one included, ms UTC. Those that ended at a limit are not among them. */
  ends: readonly number[];
}

export const MAX_BACKOFF_MS = 5 * 60_000;

/** "stop": the policy asks for no restart; "quarantine": it asks for one, and there were too many. */
export type RestartDecision =
  | { do: "restart"; at: number }
  | { do: "quarantine"; why: string }
  | { do: "stop"; why: string };

/**
 * @param now ms UTC
 * @param jitter 0 ≤ jitter < 1: spreads restarts of sessions that died together by up to a quarter of the wait
 */
export function decideRestart(
  policy: RestartPolicy,
  { attempt, ends }: RestartHistory,
  endedWell: boolean,
  now: number,
  jitter: number,
): RestartDecision {
  const { type, max, withinMs, lifetime, backoffMs } = policy;
  if (type === "temporary") return { do: "stop", why: "its restart policy is temporary" };
  if (type === "transient" && endedWell) return { do: "stop", why: "it ended well" };
  if (max === 0 || lifetime === 0) return { do: "stop", why: `it was tried ${times(attempt)}` };
  if (attempt > lifetime)
    return { do: "quarantine", why: `it was restarted ${times(lifetime)}, the most that is allowed` };
  const recent = ends.filter((at) => at > now - withinMs).length;
  if (recent > max)
    return {
      do: "quarantine",
      why: `${endedWell ? "ended" : "died"} ${times(recent)} within ${inWords(withinMs)}`,
    };
  const wait = Math.min(MAX_BACKOFF_MS, backoffMs * 2 ** Math.max(0, recent - 1));
  return { do: "restart", at: now + Math.round(wait * (1 + jitter / 4)) };
}

const times = (count: number) => (count === 1 ? "once" : count === 2 ? "twice" : `${count} times`);

/** `10m`, `1h 30m`: without the zeros that a running clock shows. */
const inWords = (ms: number) => (ms < 1000 ? `${ms}ms` : formatDuration(ms).replace(/( 0+[smh])+$/, ""));
