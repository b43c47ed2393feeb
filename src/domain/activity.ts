/**
 * What a session did. Together, in order, they are its whole history.
 *
 * - command: it called overstory; note, update: it said something of its work; artifact: it made something
 * - context: its stack changed; task: it took, finished or gave away a task
 * - phase, approval: what it declared, and what a person answered
 * - start, pause, resume, end: its active time
 */
export const ACTIVITY_KINDS = [
  "command",
  "note",
  "update",
  "artifact",
  "context",
  "task",
  "phase",
  "approval",
  "start",
  "pause",
  "resume",
  "end",
] as const;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

export interface Activity {
  /** Grows with each. */
  id: number;
  at: number;
  sessionId: string;
  /** What was active at that moment. */
  taskId: string | null;
  sprintId: string | null;
  kind: ActivityKind;
  /** One sentence for people. */
  text: string;
  /** By kind; see the types below. */
  data: Record<string, unknown>;
}

/** Data of a `context` activity. A stack can be rebuilt from these alone, see `rebuildStack`. */
export interface ContextChange {
  action: "push" | "pop";
  kind: "project" | "sprint" | "task" | "subtask";
  depth: number;
  sprintId: string | null;
  taskId: string | null;
  /** How long it was on the stack; null for a push. */
  durationMs: number | null;
}

/** Data of a `task` activity. */
export interface TaskActivity {
  action:
    | "claim"
    | "activate"
    | "complete"
    | "declare"
    | "abort"
    | "block"
    | "pause"
    | "review"
    | "reopen"
    | "handoff"
    | "receive"
    | "release";
  /** Label of the task. */
  task: string;
  reason: string | null;
  /** Who did it, when that was not the session: `operator`, or a session's key. */
  by?: string;
  summary?: string;
  /** It was done although a rule was against it: `reason` says why, and these what. */
  forced?: true;
  /** Dependencies that were open when it was claimed. */
  open?: readonly string[];
  /** Checks that failed when it was completed. */
  errors?: readonly string[];
  /** The other session of a handoff. */
  session?: string;
}

/** Data of a `phase` activity. */
export interface PhaseChange {
  from: string;
  to: string;
  /** What went wrong, if something did. */
  error: string | null;
  metadata: Record<string, unknown>;
}
