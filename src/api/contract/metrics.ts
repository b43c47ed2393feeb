import type { UsageView } from "./usage.ts";

export interface MetricsView {
  sessions: {
    total: number;
    open: number;
    bySource: Record<string, number>;
    byOutcome: Record<string, number>;
  };
  /** Active time of ended sessions, by nearest rank; null without any. */
  durations: { medianMs: number | null; p95Ms: number | null; sample: number };
  /** Rates are null without any. */
  resume: {
    /** Pauses, and sessions that ended before their work was done or had a successor. */
    interruptions: number;
    /** Those of them after which somebody went on with the work. */
    resumed: number;
    rate: number | null;
    /** Sessions that went on with work and ended well, of those that have ended. */
    succeeded: number;
    successRate: number | null;
  };
  /** Part of the phase changes that reported an error, and of sessions that ended badly. */
  errors: { phaseErrorRate: number | null; failedSessionRate: number | null };
  /** Time spent on completed tasks that had an estimate, against it. */
  estimates: { tasks: number; ratio: number | null; over: number };
  /** Of all sessions; null when none has told anything. */
  usage: UsageView | null;
  storage: {
    /** Of the whole database. */
    bytes: number;
    /** What one session takes on average, its history included; null where this SQLite cannot tell. */
    sessionBytes: number | null;
    /** By table. */
    rows: Record<string, number>;
  };
}
