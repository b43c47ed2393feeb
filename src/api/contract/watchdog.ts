import type { Outcome, SessionState, StopCause } from "../../domain/session.ts";
import type { Screen as AgentScreen, Signal } from "../../domain/watchdog/evidence.ts";
import type { LadderStep, WatchdogMode } from "../../domain/watchdog/policy.ts";
import type { RulePrecision } from "../../domain/watchdog/precision.ts";
import type { Rule, VerdictName } from "../../domain/watchdog/verdict.ts";

/** GET /sessions/:key/why: what a session's state rests on. */
export interface WhyView {
  session: string;
  name: string;
  state: SessionState;
  /** null when nothing is known of it, or it has ended; `reason` says which. */
  verdict: VerdictName | null;
  rule: Rule | null;
  since: string | null;
  reason: string;
  /** In the order of trust; ages in observed time. */
  signals: { signal: Signal; movedAgoMs: number | null; unknown: string | null }[];
  openTools: { name: string; openMs: number; permittedMs: number }[];
  /** Whether it is in a turn of its conversation; null for an agent that has none. */
  turn: "working" | "idle" | null;
  /** What it showed when it was last looked at, which is only done when it seems to stand still. */
  screen: AgentScreen | null;
  /** When that was, for one whose screen moves by itself, and is held against the look before. */
  screenSeenAgoMs: number | null;
  ladder: {
    level: number | null;
    step: LadderStep | null;
    mode: WatchdogMode;
    staleMs: number;
    intervalMs: number;
  } | null;
  /** If nothing moves; `inMs` in observed time, null when no time is known. */
  next: { what: string; inMs: number | null } | null;
  /** What was concluded and done, oldest first. */
  history: {
    id: number;
    at: string;
    kind: "verdict" | "step" | "silence" | "ended";
    verdict: VerdictName;
    rule: Rule;
    /** null for all but steps, as is `level`. */
    step: LadderStep | null;
    level: number | null;
    acted: boolean;
    wrong: boolean;
    reason: string;
  }[];
}

/** Something that the watchdog found or did. */
export interface WatchLogView {
  /** Number of the step, as `watchdog mark-wrong` takes it. */
  id: number;
  at: string;
  session: string;
  kind: "verdict" | "step";
  verdict: VerdictName;
  rule: Rule;
  /** null for a verdict, as is `level`. */
  step: LadderStep | null;
  level: number | null;
  /** False for a step that was only recorded. */
  acted: boolean;
  /** A person said that the step was wrong. */
  wrong: boolean;
  /** The deciding one first. */
  reasons: string[];
}

/** What the watchdog would have done under other thresholds. */
export interface ReplayView {
  since: string;
  until: string;
  /** The other thresholds; null for those that are as they were. */
  staleMs: number | null;
  intervalMs: number | null;
  top: LadderStep | null;
  /** Sessions on record in that time. */
  sessionCount: number;
  would: Record<LadderStep, number>;
  done: Record<LadderStep, number>;
  /** Terminations whose session moved again, or succeeded. */
  falseKills: number;
  /** Silences shorter than this may be missing from the record, and would matter; null when none would. */
  missingBelowMs: number | null;
  /** Those with a step on either side, oldest first. */
  silences: ReplayedSilenceView[];
}

export interface ReplayedSilenceView {
  session: string;
  since: string;
  /** At the latest; null when it did not move again. */
  movedAgainAt: string | null;
  ended: { at: string; state: SessionState; stopCause: StopCause | null; outcome: Outcome | null } | null;
  /**
   * held: not done, because too many fell silent together.
   * screenUnseen: its screen was not looked at, so it might have counted as waiting.
   */
  would: { step: LadderStep; at: string; held: boolean; screenUnseen: boolean }[];
  done: { id: number; step: LadderStep; at: string; acted: boolean }[];
  /** It was to be terminated and would not have been before this time; null also when never. */
  reprievedUntil: string | null;
  falseKill: boolean;
  differs: boolean;
}

/** How right the watchdog's rules were. */
export interface PrecisionView {
  since: string;
  /** With fewer terminations no percentage is given. */
  enough: number;
  rules: RulePrecision[];
}
