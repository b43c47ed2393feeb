import type { EventKind } from "../domain/event.ts";
import type { MergeState } from "../domain/merge.ts";
import type { RunStatus } from "../domain/run.ts";
import type { Attention, Outcome, SessionPhase, SessionState, StopCause } from "../domain/session.ts";
import type { StopCode, TaskStatus } from "../domain/task.ts";
import type { ErrorCode } from "../errors.ts";

/**
 * The shapes that programs rely on: on the socket and in `--json`. Times are ISO 8601 UTC with milliseconds,
 * durations are numbers of milliseconds named `…Ms`. They change only with a major version.
 */
export interface SessionView {
  id: string;
  key: string;
  name: string;
  role: string;
  runtime: string;
  state: SessionState;
  phase: SessionPhase;
  attention: Attention | null;
  outcome: Outcome | null;
  /** Why it ended as it did. */
  reason: string | null;
  /** What it is doing now, in words: `runs "npm test"`, `ended, its work is being checked`. */
  doing: string;
  /** How long it has been in its present state. */
  inStateMs: number;
  run: string | null;
  task: { key: string; title: string; status: TaskStatus } | null;
  attempt: number;
  predecessor: string | null;
  worktree: string | null;
  branch: string | null;
  pid: number | null;
  exitCode: number | null;
  stopCause: StopCause | null;
  escalationLevel: number;
  /** Folder with output.log (and output.1.log, the part before it). */
  logFolder: string;
  startedAt: string;
  lastActivityAt: string;
  endedAt: string | null;
}

export interface TaskView {
  key: string;
  title: string;
  status: TaskStatus;
  stopCode: StopCode | null;
  stopReason: string | null;
  dependsOn: string[];
  /** Sessions that worked on it, oldest first. */
  sessions: string[];
  /** The gate that runs now, or failed. */
  gate: { command: string; passed: boolean | null; log: string } | null;
  /** `reason` says why a queued merge has to wait, or why it was not made. */
  merge: { state: MergeState; commit: string | null; conflictFiles: string[]; reason: string | null } | null;
  retryAt: string | null;
  command: string | null;
}

export interface RunView {
  id: string;
  key: string;
  goal: string;
  status: RunStatus;
  reason: string | null;
  cancelRequested: boolean;
  baseCommit: string | null;
  targetBranch: string | null;
  intoBranch: string | null;
  maxAgents: number;
  /** Number of tasks by status; every status is there. */
  counts: Record<TaskStatus, number>;
  taskCount: number;
  elapsedMs: number;
  startedAt: string;
  endedAt: string | null;
  /** In the order of the plan. */
  tasks: TaskView[];
}

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
  /** What needs a person, most urgent first. */
  attention: { kind: string; subject: string; message: string; hint: string }[];
  /** Active runs, then the last ended one; every run with `all`. Newest first. */
  runs: RunView[];
  /** Open sessions; every session with `all`. */
  sessions: SessionView[];
  sessionCounts: Record<SessionState, number>;
  at: string;
  /** Cursor of the newest event that this status includes. */
  cursor: number;
}

export interface EventView {
  /** Cursor. */
  id: number;
  at: string;
  kind: EventKind;
  /** Keys, where the event is about such a thing. */
  run: string | null;
  session: string | null;
  task: string | null;
  data: Record<string, unknown>;
}

/** POST /runs. The plan is checked by the daemon. */
export interface RunRequest {
  plan: unknown;
  /** Where the plan came from, for error messages. */
  source: string;
  maxAgents?: number | undefined;
  /** Revision to start from; the repository's HEAD when absent. */
  base?: string | undefined;
  into?: string | undefined;
  /** Made by the client: sent again, the same run is answered. */
  requestId: string;
}

export interface CheckView {
  name: string;
  state: "ok" | "warning" | "failed";
  message: string;
  hint: string | null;
}

export interface ErrorBody {
  error: { code: ErrorCode; message: string; hint: string | null };
}

/** Header of every answer: the daemon's instance. */
export const INSTANCE_HEADER = "overstory-instance";
