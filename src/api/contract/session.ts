import type {
  Attention,
  Outcome,
  SessionPhase,
  SessionSource,
  SessionState,
  SessionType,
  StopCause,
} from "../../domain/session.ts";
import type { TaskStatus } from "../../domain/task.ts";
import type { UsageView } from "./usage.ts";

export { SESSION_PHASES, SHELL_GONE } from "../../domain/session.ts";

export interface SessionView {
  id: string;
  key: string;
  name: string;
  /** Who made it: overstory itself, or whoever keeps it. */
  source: SessionSource;
  type: SessionType;
  role: string;
  runtime: string;
  state: SessionState;
  phase: SessionPhase;
  attention: Attention | null;
  /** What it waits for, in words. */
  attentionReason: string | null;
  /** When the wait ends by itself, if that is known. */
  attentionUntil: string | null;
  outcome: Outcome | null;
  /** Why it ended as it did. */
  reason: string | null;
  /** What it is doing now, in words: `runs "npm test"`, `ended, its work is being checked`. */
  doing: string;
  /** How long it has been in its present state. */
  inStateMs: number;
  run: string | null;
  /** The task that it holds, or held last. */
  task: { key: string; title: string; status: TaskStatus } | null;
  /** Whether it holds that task now. */
  holdsTask: boolean;
  /** What it did, in its own words. */
  summary: string | null;
  /** Time at work: what it was paused is not in it. */
  activeMs: number;
  attempt: number;
  predecessor: string | null;
  /** The session that it works for; null for nobody's. */
  parent: string | null;
  /** How far below its run's coordinator it is: 0 for that one, and without one. */
  depth: number;
  worktree: string | null;
  branch: string | null;
  pid: number | null;
  exitCode: number | null;
  stopCause: StopCause | null;
  escalationLevel: number;
  /** Folder with output.log (and output.1.log, the part before it). */
  logFolder: string;
  /** The runtime's own id of its conversation, and the file that keeps it; null where there is none or not yet. */
  conversation: string | null;
  transcript: string | null;
  /** It was begun by a person, and taken over. */
  adopted: boolean;
  /** null when its runtime has told nothing. */
  usage: UsageView | null;
  startedAt: string;
  lastActivityAt: string;
  endedAt: string | null;
}

/** POST /sessions */
export interface StartSessionRequest {
  /** Made from the source and a number when absent. */
  name?: string | undefined;
  role?: string | undefined;
  source?: Exclude<SessionSource, "spawned"> | undefined;
  type?: SessionType | undefined;
  /** Absolute path of the work tree that it works in. */
  worktree?: string | undefined;
  metadata?: Record<string, unknown> | undefined;
}

/** What becomes of the task that an ending session holds. */
export type HeldTask = { do: "release" } | { do: "complete" } | { do: "handoff"; to: string };

/** POST /sessions/:key/end */
export interface EndSessionRequest {
  summary?: string | undefined;
  outcome?: Outcome | undefined;
  /** Must be said when it holds a task. */
  task?: HeldTask | undefined;
  /** Ends it although a check fails; needs `reason`. */
  force?: boolean | undefined;
  reason?: string | undefined;
}

/** GET /sessions */
export interface SessionFilter {
  all?: boolean | undefined;
  state?: string | undefined;
  phase?: string | undefined;
  source?: string | undefined;
  role?: string | undefined;
  run?: string | undefined;
  task?: string | undefined;
  /** ISO 8601 */
  since?: string | undefined;
}

/** POST /sessions/prune */
export interface PruneView {
  dryRun: boolean;
  olderThanMs: number;
  removed: { session: string; name: string; endedAt: string }[];
  kept: { session: string; name: string; reason: string }[];
}
