import { climb, type Ladder } from "./ladder.ts";
import { STEPS, type WatchPolicy } from "./policy.ts";
import type { Verdict } from "./verdict.ts";

/** What comes next if nothing moves. */
export interface Outlook {
  what: string;
  /** Observed ms; null when no time is known. */
  at: number | null;
}

const STEP_WORDS = {
  warn: "it is marked as stalled, and the journal says so",
  nudge: "it is nudged, if its screen takes instructions",
  escalate: "an alert is raised",
  terminate: "it is ended, after its work was saved; then its restart policy decides",
} as const;

/** @param isHeld too many fell silent together with it for it to be ended */
export function outlook(
  verdict: Verdict,
  ladder: Ladder,
  policy: WatchPolicy,
  observed: number,
  isHeld: boolean,
): Outlook {
  switch (verdict.verdict) {
    case "working":
    case "busy_quiet":
      return { what: "it counts as stalled unless something moves", at: verdict.expiresAt };
    case "waiting":
      if (verdict.rule === "turn_over") return TURN_OVER;
      return { what: "nothing: it waits for a person, and an alert says so", at: null };
    case "limited":
      return { what: "nothing: it waits until its limit is over", at: null };
    case "gone":
      return { what: "its end is being judged", at: null };
    case "unknown":
      return { what: "nothing is done to what cannot be seen; an alert is raised if that lasts", at: null };
    case "stalled":
      return isHeld ? HELD : afterStall(ladder, policy, observed);
  }
}

const TURN_OVER: Outlook = {
  what: "its work is looked at: then it is ended, told what is missing, or a person is asked",
  at: null,
};

const TERMINATE = STEPS.indexOf("terminate");

const HELD: Outlook = {
  what: "nothing that ends it: many fell silent together with it, and an alert says so",
  at: null,
};

function afterStall(ladder: Ladder, policy: WatchPolicy, observed: number): Outlook {
  if (policy.mode === "off") return { what: "nothing: its policy's mode is off", at: null };
  const move = climb(ladder, "stalled", policy, observed);
  const next = STEPS[(ladder.level ?? -1) + 1];
  if (ladder.level === TERMINATE && policy.mode === "act")
    return {
      what: "it was to be ended and is not: that is tried again",
      at: ladder.steppedAt + policy.intervalMs,
    };
  const isLast = move.do === "wait" && move.until === null;
  if (isLast || next === undefined)
    return { what: `nothing more: the last step of its policy, ${policy.top}, was taken`, at: null };
  const what =
    policy.mode === "shadow" ? `recorded only (shadow mode): ${STEP_WORDS[next]}` : STEP_WORDS[next];
  return { what, at: move.do === "wait" ? move.until : observed };
}
