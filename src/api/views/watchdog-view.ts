import type { Thresholds } from "../../domain/watchdog/climb-again.ts";
import type { WatchLogEntry } from "../../domain/watchdog/log-entry.ts";
import { type LadderStep, STEPS } from "../../domain/watchdog/policy.ts";
import { ENOUGH, type RulePrecision } from "../../domain/watchdog/precision.ts";
import type { History, ReplayedSilence } from "../../domain/watchdog/replay.ts";
import type { PrecisionView, ReplayedSilenceView, ReplayView, WatchLogView } from "../contract/watchdog.ts";
import { iso, isoOrNull } from "./times.ts";

export const viewWatchLogEntry = (entry: WatchLogEntry): WatchLogView => ({
  id: entry.id,
  at: iso(entry.at),
  session: entry.sessionKey,
  kind: entry.kind === "step" ? "step" : "verdict",
  verdict: entry.verdict,
  rule: entry.rule,
  step: entry.level === null ? null : (STEPS[entry.level] ?? null),
  level: entry.level,
  acted: entry.acted,
  wrong: entry.wrong,
  reasons: entry.detail.reasons,
});

export function viewReplay(
  { entries, now, since }: History,
  { staleMs, intervalMs, top }: Thresholds,
  silences: readonly ReplayedSilence[],
  missingBelowMs: number | null,
): ReplayView {
  const would = silences.flatMap((one) => one.would.filter(({ isHeld }) => !isHeld));
  return {
    since: iso(since),
    until: iso(now.at),
    staleMs: staleMs ?? null,
    intervalMs: intervalMs ?? null,
    top: top ?? null,
    sessionCount: new Set(entries.map(({ sessionId }) => sessionId)).size,
    would: countSteps(would),
    done: countSteps(silences.flatMap(({ done }) => done)),
    falseKills: silences.filter(({ isFalseKill }) => isFalseKill).length,
    missingBelowMs,
    silences: silences.map(viewSilence),
  };
}

const countSteps = (steps: readonly { step: LadderStep }[]): Record<LadderStep, number> => {
  const count = (name: LadderStep) => steps.filter(({ step }) => step === name).length;
  return {
    warn: count("warn"),
    nudge: count("nudge"),
    escalate: count("escalate"),
    terminate: count("terminate"),
  };
};

const viewSilence = (silence: ReplayedSilence): ReplayedSilenceView => ({
  session: silence.sessionKey,
  since: iso(silence.since),
  movedAgainAt: isoOrNull(silence.movedAgainAt),
  ended: silence.ended && { ...silence.ended, at: iso(silence.ended.at) },
  would: silence.would.map(({ at, step, isHeld, isScreenUnseen }) => ({
    step,
    at: iso(at),
    held: isHeld,
    screenUnseen: isScreenUnseen,
  })),
  done: silence.done.map(({ at, ...step }) => ({ ...step, at: iso(at) })),
  reprievedUntil: isoOrNull(silence.reprievedUntil),
  falseKill: silence.isFalseKill,
  differs: silence.differs,
});

export const viewPrecision = (since: number, rules: readonly RulePrecision[]): PrecisionView => ({
  since: iso(since),
  enough: ENOUGH,
  rules: [...rules],
});
