import type { Known, Silence } from "./history.ts";
import { climb, type Ladder, OFF_LADDER } from "./ladder.ts";
import type { LadderStep, WatchPolicy } from "./policy.ts";
import { judge, type Verdict } from "./verdict.ts";
import type { WallAt } from "./wall-time.ts";

/** What is to be other than it was; absent is as it was. */
export type Thresholds = Partial<Pick<WatchPolicy, "staleMs" | "intervalMs" | "top">>;

/** A silence, and the steps that other thresholds take in it. Times are observed ms. */
export interface Climbed {
  silence: Silence;
  steps: TakenStep[];
  /** When it would be terminated if it stayed as it is for ever; null for never. */
  terminatedAt: number | null;
}

export interface TakenStep {
  step: LadderStep;
  at: number;
  verdict: Verdict;
  /** Whether its screen asked something is not on record: it might have counted as waiting. */
  isScreenUnseen: boolean;
}

/** Climbs through a session's silences, in order, by the rules of the watchdog itself. */
export function climbAgain(silences: readonly Silence[], change: Thresholds, wallAt: WallAt): Climbed[] {
  let ladder = OFF_LADDER;
  return silences.map((silence) => {
    const whole = climbSilence(ladder, silence, Number.POSITIVE_INFINITY, change, wallAt);
    const { steps, after } = climbSilence(ladder, silence, silence.until, change, wallAt);
    ladder = after; // that it has moved is seen at the beginning of the next
    return { silence, steps, terminatedAt: whole.steps.find(({ step }) => step === "terminate")?.at ?? null };
  });
}

/** As if the watchdog had looked at every moment at which something comes due. */
function climbSilence(
  ladder: Ladder,
  silence: Silence,
  end: number,
  change: Thresholds,
  wallAt: WallAt,
): { steps: TakenStep[]; after: Ladder } {
  const steps: TakenStep[] = [];
  let after = ladder;
  for (let at = Math.ceil(silence.since); at < end; ) {
    const { evidence, policy: recorded } = knownAt(silence, at);
    const policy = { ...recorded, ...change };
    const verdict = judge(evidence, policy, { observed: at, wall: wallAt(at) });
    const move = climb(after, verdict.verdict, policy, at);
    if (move.do === "wait") {
      at = nextMoment(at, [verdict.expiresAt, move.until, ...silence.known.map(({ from }) => from)]);
      continue;
    }
    after = move.do === "reset" ? OFF_LADDER : { level: move.level, steppedAt: at };
    const isScreenUnseen = verdict.rule === "no_movement" && evidence.screen === null;
    if (move.do === "step") steps.push({ step: move.step, at, verdict, isScreenUnseen });
  }
  return { steps, after };
}

const knownAt = ({ known }: Silence, at: number): Known =>
  known.findLast(({ from }) => from <= at) ?? known[0];

/** The first of the moments that are to come, in whole ms; infinity when there is none. */
const nextMoment = (at: number, moments: readonly (number | null)[]): number =>
  Math.ceil(Math.min(...moments.filter((one) => one !== null).filter((one) => one > at)));
