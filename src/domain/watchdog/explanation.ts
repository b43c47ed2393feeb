import type { Evidence } from "./evidence.ts";
import type { Ladder } from "./ladder.ts";
import type { WatchPolicy } from "./policy.ts";
import type { Verdict } from "./verdict.ts";

/** What the state of a session that is watched rests on. */
export interface Explanation {
  evidence: Evidence;
  /** What holds now. */
  verdict: Verdict;
  /** ms UTC since when the verdict has its name; null before the first look. */
  verdictAt: number | null;
  ladder: Ladder;
  /** By which it is watched. */
  policy: WatchPolicy;
  /** Observed ms of now. */
  observed: number;
  /** Too many fell silent together with it for it to be ended. */
  isHeld: boolean;
}
