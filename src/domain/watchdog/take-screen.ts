import type { Screen } from "./evidence.ts";
import { type Evidence, SIGNALS } from "./evidence.ts";
import type { WatchPolicy } from "./policy.ts";
import type { Verdict } from "./verdict.ts";

/** What one look at a screen shows. `mark`: null for a screen on which nothing moves by itself. */
export type ScreenLook = { screen: Screen; mark: string | null } | { unknown: string };

/** Of the permitted silence. What is shown before is not looked at, and taken for a movement. */
const UNSEEN_SHARE = 1 / 4;

/**
 * Whether the screen has to be looked at: of a session that counts as stalled without it; of one whose screen moves by
 * itself already before that, since only two looks tell whether it moves.
 */
export function isScreenDue(
  { verdict, rule, movedAt }: Verdict,
  policy: Pick<WatchPolicy, "staleMs">,
  observed: number,
  isAnimated: boolean,
): boolean {
  if (rule === "no_movement") return true;
  const isAtWork = verdict === "working" || verdict === "busy_quiet";
  return isAnimated && isAtWork && rule !== "booting" && observed - movedAt >= policy.staleMs * UNSEEN_SHARE;
}

/**
 * Takes in a look at a screen; of one that moves by itself, what it shows beside that is its output. It has moved unless it
 * shows the same as at a look since which nothing else has moved.
 */
export function takeScreen(
  evidence: Evidence,
  look: ScreenLook,
  observed: number,
  isAnimated: boolean,
): Evidence {
  const isUnknown = "unknown" in look;
  const seen: Evidence = { ...evidence, screen: isUnknown ? look : look.screen };
  if (!isAnimated) return seen;
  if (isUnknown) return withOutput(seen, { unknown: look.unknown });
  const mark = { text: look.mark ?? "", seenAt: observed };
  const hasMoved = comparableMark(evidence)?.text !== mark.text;
  return withOutput({ ...seen, mark }, { unknown: null, ...(hasMoved && { movedAt: observed }) });
}

/** What something else has moved since says nothing of how long the screen stood still. */
function comparableMark({ mark, movements }: Evidence): Evidence["mark"] {
  const others = SIGNALS.filter((signal) => signal !== "output");
  const isOld = mark !== null && others.some((signal) => (movements[signal].movedAt ?? 0) > mark.seenAt);
  return isOld ? null : mark;
}

const withOutput = (evidence: Evidence, change: Partial<Evidence["movements"]["output"]>): Evidence => ({
  ...evidence,
  movements: { ...evidence.movements, output: { ...evidence.movements.output, ...change } },
});
