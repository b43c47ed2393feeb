import { type LadderStep, STEPS, type WatchPolicy } from "./policy.ts";
import type { VerdictName } from "./verdict.ts";

/** Where a session stands on the ladder. */
export interface Ladder {
  /** Index of the last step taken, null before the first. */
  level: number | null;
  /** Observed ms of that step, or of the moment from which the next is counted. */
  steppedAt: number;
}

export const OFF_LADDER: Ladder = { level: null, steppedAt: 0 };

export type LadderMove =
  | { do: "step"; level: number; step: LadderStep }
  /** It is not stalled any more: back to the ground. */
  | { do: "reset" }
  /** Nothing before this observed time, or until something changes. */
  | { do: "wait"; until: number | null };

/**
 * One step an interval, in order, while a session is stalled; what cannot be told holds it where it is.
 *
 * @param observed observed ms
 */
export function climb(
  { level, steppedAt }: Ladder,
  verdict: VerdictName,
  policy: Pick<WatchPolicy, "intervalMs" | "top">,
  observed: number,
): LadderMove {
  if (verdict === "gone" || verdict === "unknown") return { do: "wait", until: null };
  if (verdict !== "stalled") return level === null ? { do: "wait", until: null } : { do: "reset" };
  const next = level === null ? 0 : level + 1;
  const step = STEPS[next];
  if (step === undefined || next > STEPS.indexOf(policy.top)) return { do: "wait", until: null };
  const due = level === null ? observed : steppedAt + policy.intervalMs;
  return observed < due ? { do: "wait", until: due } : { do: "step", level: next, step };
}
