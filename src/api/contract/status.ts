import type { AlertKind, Severity } from "../../domain/alert.ts";
import type { SessionState } from "../../domain/session.ts";
import type { BlindKind } from "../../domain/watchdog/observed-time.ts";
import type { ImportSummaryView } from "./import.ts";
import type { RunView } from "./run.ts";
import type { SessionView } from "./session.ts";

export interface DaemonView {
  pid: number;
  version: string;
  /** New with every start. */
  instance: string;
  startedAt: string;
  uptimeMs: number;
  memoryBytes: number;
  tmuxServerPid: number | null;
}

export interface StatusView {
  project: { root: string; name: string };
  daemon: DaemonView;
  /** What needs a person: open alerts that are more than information, those that nobody has acknowledged first. */
  attention: AttentionView[];
  /** Active runs, then the last ended one; every run with `all`. Newest first. */
  runs: RunView[];
  /** Open sessions; every session with `all`. */
  sessions: SessionView[];
  sessionCounts: Record<SessionState, number>;
  /** What was imported within the last 24 hours, if anything: the newest. */
  imported: ImportSummaryView | null;
  /** Stretches of the last 24 hours in which nobody watched, oldest first; `to` is before `from` when the clock was set back. */
  unobserved: { kind: BlindKind; from: string; to: string }[];
  at: string;
  /** Cursor of the newest event that this status includes. */
  cursor: number;
}

export interface AttentionView {
  /** Key of the alert. */
  key: string;
  kind: AlertKind;
  severity: Severity;
  acknowledged: boolean;
  subject: string;
  message: string;
  hint: string;
}
