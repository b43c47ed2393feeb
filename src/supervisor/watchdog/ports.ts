import type { Session } from "../../domain/session.ts";
import type { Findings } from "../../domain/watchdog/findings.ts";
import type { ScreenLook } from "../../domain/watchdog/take-screen.ts";

/** How the watchdog sees. What cannot be read is in the findings as unknown, with the reason; nothing here throws for it. */
export interface Senses {
  /**
   * One look at all of these sessions together, starting no process on Linux. A session of which nothing can be said yet
   * (it has no process) is left out.
   */
  look(sessions: readonly Session[]): Promise<ReadonlyMap<string, Findings>>;
  /** What the session's screen shows; costs a question to tmux. */
  readScreen(session: Session): Promise<ScreenLook>;
  /** Whether its screen moves by itself, so that its output is no sign of life. */
  isAnimated(session: Session): boolean;
  /** Lets go of what is watched for sessions that are not among these. */
  keepOnly(ids: ReadonlySet<string>): void;
}

export const TRIAGE_ANSWERS = ["retry", "extend", "terminate"] as const;
export type TriageAnswer = (typeof TRIAGE_ANSWERS)[number];

/** How the watchdog acts. */
export interface Actions {
  /** Types text into the session's pane; answers why it was not typed, or null when it was. */
  nudge(session: Session, text: string): Promise<string | null>;
  /** Begins to end it: its work is saved first. "triage": it is not to be restarted. */
  terminate(session: Session, cause: "stalled" | "triage"): Promise<void>;
  /** Asks the configured command; null when none is set, it may not be asked now, or it gave no answer. */
  triage(session: Session, evidence: unknown): Promise<TriageAnswer | null>;
}
