/** What the watchdog does about a session that stands still: everything, nothing but keep records, or nothing at all. */
export const WATCHDOG_MODES = ["act", "shadow", "off"] as const;
export type WatchdogMode = (typeof WATCHDOG_MODES)[number];

/** The steps of the ladder; a session's escalation level is the index of the last one taken. */
export const STEPS = ["warn", "nudge", "escalate", "terminate"] as const;
export type LadderStep = (typeof STEPS)[number];

/** How the sessions of one role and runtime are watched. Durations are observed ms. */
export interface WatchPolicy {
  mode: WatchdogMode;
  /** How long nothing may move before a session counts as stalled. */
  staleMs: number;
  /** Between two steps of the ladder. */
  intervalMs: number;
  /** How long a session may take to come to life. */
  bootMs: number;
  /** How long an open tool call may take that has no limit of its own. */
  toolMs: number;
  /** Part of one core above which a silent process tree is at work. */
  cpuShare: number;
  /** The last step that may be taken. */
  top: LadderStep;
  /** What is typed at level 1; null for nothing. */
  nudge: string | null;
}
