import type { Outcome, SessionState, StopCause } from "../session.ts";
import type { Evidence } from "./evidence.ts";
import type { WatchPolicy } from "./policy.ts";
import type { Rule, VerdictName } from "./verdict.ts";

/**
 * - verdict: it changed its name; step: of the ladder; silence: one that is worth a record is over; ended: the session has
 *   ended, as `detail` says
 */
export type WatchLogKind = "verdict" | "step" | "silence" | "ended";

/** What the watchdog found or did, with what it knew then. */
export interface WatchLogEntry {
  id: number;
  /** ms UTC */
  at: number;
  /** observed ms */
  observed: number;
  sessionId: string;
  sessionKey: string;
  kind: WatchLogKind;
  verdict: VerdictName;
  rule: Rule;
  level: number | null;
  /** False for a step that was only recorded. */
  acted: boolean;
  /** A person said that the step was wrong. */
  wrong: boolean;
  detail: WatchLogDetail;
}

export interface WatchLogDetail {
  reasons: string[];
  evidence: Evidence;
  policy: WatchPolicy;
  /** The silence that is over, or the last before the end; absent from other entries. */
  silence?: RecordedSilence;
  ending?: RecordedEnding;
}

/** Silences that are at least this part of the permitted one have an entry. */
export const SILENCE_SHARE = 1 / 4;

/** A silence, as it was judged last. Times are observed ms. */
export interface RecordedSilence {
  since: number;
  rule: Rule;
  expiresAt: number | null;
}

export interface RecordedEnding {
  state: SessionState;
  stopCause: StopCause | null;
  outcome: Outcome | null;
}
