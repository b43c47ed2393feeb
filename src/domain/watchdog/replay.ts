import { heldTogether } from "./brake.ts";
import { type Climbed, climbAgain, type TakenStep, type Thresholds } from "./climb-again.ts";
import { type Present, silencesOf } from "./history.ts";
import { type RecordedEnding, SILENCE_SHARE, type WatchLogEntry } from "./log-entry.ts";
import type { BlindInterval } from "./observed-time.ts";
import { type LadderStep, STEPS } from "./policy.ts";
import { type WallAt, wallTimes } from "./wall-time.ts";

export interface History {
  /** In order. */
  entries: readonly WatchLogEntry[];
  /** The open sessions, by id. */
  present: ReadonlyMap<string, Present>;
  blind: readonly BlindInterval[];
  /** The present moment, in observed ms and in ms UTC. */
  now: { observed: number; at: number };
  /** ms UTC; steps before are left out. */
  since: number;
}

/** One silence of a session under the other thresholds, beside what was done. Times are ms UTC. */
export interface ReplayedSilence {
  sessionKey: string;
  since: number;
  /** At the latest; null when it did not move again. */
  movedAgainAt: number | null;
  ended: (RecordedEnding & { at: number }) | null;
  would: ReplayedStep[];
  done: { id: number; step: LadderStep; at: number; acted: boolean }[];
  /** It was to be terminated and would not have been: it would have been at this time, had it stayed as it was; null for never. */
  reprievedUntil: number | null;
  /** It would have been terminated, and it moved again or succeeded after that. */
  isFalseKill: boolean;
  differs: boolean;
}

export interface ReplayedStep {
  step: LadderStep;
  at: number;
  /** Too many fell silent together, so it would not have been terminated. */
  isHeld: boolean;
  /** Whether it asked something is not on record: it might have counted as waiting. */
  isScreenUnseen: boolean;
}

/** Silences shorter than this (ms) may be missing from the record, and would count under that `staleMs`; null when none would. */
export function missingBelow(entries: readonly WatchLogEntry[], staleMs: number | undefined): number | null {
  const recordedFrom = Math.max(0, ...entries.map(({ detail }) => detail.policy.staleMs * SILENCE_SHARE));
  return staleMs !== undefined && staleMs < recordedFrom ? recordedFrom : null;
}

/**
 * What the watchdog would have done under other thresholds, from what was recorded: only silences with a step on either
 * side. What a session did after it would have been terminated is left out. Whether the policy acts makes no difference.
 */
export function replay(history: History, change: Thresholds): ReplayedSilence[] {
  const bySession = Map.groupBy(history.entries, ({ sessionId }) => sessionId);
  const wallAt = wallTimes([...history.entries, history.now], history.blind);
  const sessions = [...bySession].map(([id, entries]) =>
    replaySession(entries, history.present.get(id) ?? null, change, wallAt),
  );
  return sessions
    .flatMap((session) => compareSession(session, sessions, wallAt, history.since))
    .toSorted((a, b) => a.since - b.since);
}

interface ReplayedSession {
  key: string;
  /** Observed ms between which it was watched. */
  from: number;
  until: number;
  ended: (RecordedEnding & { at: number }) | null;
  climbed: Climbed[];
}

function replaySession(
  entries: readonly WatchLogEntry[],
  present: Present | null,
  change: Thresholds,
  wallAt: WallAt,
): ReplayedSession {
  const [first, last] = [entries[0], entries.at(-1)];
  const ending = last?.detail.ending;
  return {
    key: first?.sessionKey ?? "",
    from: first?.observed ?? 0,
    until: ending && last ? last.observed : Number.POSITIVE_INFINITY,
    ended: ending && last ? { ...ending, at: last.at } : null,
    climbed: climbAgain(silencesOf(entries, present), change, wallAt),
  };
}

function compareSession(
  session: ReplayedSession,
  all: readonly ReplayedSession[],
  wallAt: WallAt,
  since: number,
): ReplayedSilence[] {
  const compared: ReplayedSilence[] = [];
  for (const climbed of session.climbed) {
    const would = climbed.steps.map((taken): ReplayedStep => {
      const { step, isScreenUnseen } = taken;
      return { step, at: wallAt(taken.at), isHeld: isHeld(taken, climbed, all), isScreenUnseen };
    });
    const inTime = would.filter(({ at }) => at >= since);
    const one = compare(session, climbed, inTime, wallAt);
    if (one.would.length + one.done.length > 0) compared.push(one);
    if (terminationOf(would)) break;
  }
  return compared;
}

/** Whether the brake would have been on: it counts those that stand still at that moment. */
function isHeld({ step, at }: TakenStep, climbed: Climbed, all: readonly ReplayedSession[]): boolean {
  if (step !== "terminate") return false;
  const isStill = ({ silence, steps }: Climbed) =>
    at < silence.until && steps.some((one) => one.at <= at && one.verdict.rule === "no_movement");
  const still = all.flatMap((one) => one.climbed.filter(isStill));
  const silentSince = new Map(still.map(({ silence }, index) => [String(index), silence.since]));
  const open = all.filter(({ from, until }) => from <= at && at < until).length;
  return heldTogether(silentSince, open).has(String(still.indexOf(climbed)));
}

function compare(
  { key, ended }: ReplayedSession,
  { silence, terminatedAt }: Climbed,
  would: ReplayedStep[],
  wallAt: WallAt,
): ReplayedSilence {
  const done = silence.steps.flatMap(({ id, at, acted, level }) => {
    const step = level === null ? undefined : STEPS[level];
    return step ? [{ id, step, at, acted }] : [];
  });
  const end = silence.movedAgainAt === null ? ended : null;
  const kill = terminationOf(would);
  const isReprieved = terminationOf(done) !== undefined && !kill;
  return {
    sessionKey: key,
    since: wallAt(silence.since),
    movedAgainAt: silence.movedAgainAt === null ? null : wallAt(silence.movedAgainAt),
    ended: end,
    would,
    done,
    reprievedUntil: isReprieved && terminatedAt !== null ? wallAt(terminatedAt) : null,
    isFalseKill: kill !== undefined && (silence.movedAgainAt !== null || hasSucceeded(end)),
    differs: differ(would, done),
  };
}

const terminationOf = <Step extends { step: LadderStep; isHeld?: boolean }>(steps: readonly Step[]) =>
  steps.find(({ step, isHeld = false }) => step === "terminate" && !isHeld);

const hasSucceeded = (ended: RecordedEnding | null): boolean => ended?.outcome === "success";

/** Looks come at intervals, so what was done is a little later than it was due. */
const SAME_MOMENT_MS = 60_000;

function differ(would: readonly ReplayedStep[], done: ReplayedSilence["done"]): boolean {
  const taken = would.filter(({ isHeld }) => !isHeld);
  if (taken.at(-1)?.step !== done.at(-1)?.step) return true;
  const [other, real] = [terminationOf(taken), terminationOf(done)];
  return other !== undefined && real !== undefined && Math.abs(other.at - real.at) > SAME_MOMENT_MS;
}
