import type { ActivityKind } from "../domain/activity.ts";
import type { CompletionCheck } from "../domain/completion.ts";
import type { ContextKind } from "../domain/context.ts";
import type { ResumeReason } from "../domain/resume.ts";
import type { Outcome, SessionPhase, SessionSource, SessionType } from "../domain/session.ts";
import type { SprintStatus } from "../domain/sprint.ts";
import type { Priority, TaskStatus } from "../domain/task.ts";
import type { SessionView, UsageView } from "./contract.ts";

export { SESSION_PHASES, SHELL_GONE } from "../domain/session.ts";
export { PRIORITIES, TASK_STATUSES } from "../domain/task.ts";

/**
 * The shapes of what sessions do: tasks, context, phases, approvals, checks. The same rules as in contract.ts. An answer
 * to an agent (a call with its token, or with AGENT_HEADER) has `instructions` beside its noun.
 */

/** Key of the session for which a person calls; a session's own calls are told by their token. */
export const SESSION_HEADER = "overstory-session";
/** `PID:START` of the shell that the call comes from: its current session is meant where no other is named. */
export const TERMINAL_HEADER = "overstory-terminal";
/** "1": the caller is an agent, and wants to be told what to do next. A token says so too. */
export const AGENT_HEADER = "overstory-agent";
/** Of a call without a token: the process that makes it, and what its OVERSTORY_NONCE is. Agents are not the operator. */
export const PROCESS_HEADER = "overstory-process";
export const NONCE_HEADER = "overstory-nonce";
/** In place of a session's key: the caller's own. In place of a task's or a sprint's: the one that this works on. */
export const SELF = "self";

export interface Instructions {
  /** Which template it came from: `task.claimed`. */
  situation: string;
  steps: { text: string; command: string | null }[];
  markdown: string;
  plain: string;
  /** What the session had not heard yet: answers to its approvals, tasks taken from it. */
  notices: string[];
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

/** A task by itself; `TaskView` of contract.ts is the same task as part of its run. */
export interface WorkTaskView {
  id: string;
  key: string;
  run: string | null;
  title: string;
  description: string;
  /** What its agent is told or runs, null where that is its title; not in lists. */
  prompt?: string | null;
  command?: string | null;
  status: TaskStatus;
  /** Why it is blocked, paused or aborted. */
  reason: string | null;
  priority: Priority;
  role: string;
  category: string | null;
  estimateMs: number | null;
  sprint: string | null;
  parent: string | null;
  subtasks: { key: string; title: string; status: TaskStatus }[];
  dependsOn: { key: string; status: TaskStatus }[];
  gates: string[];
  /** The session that works on it now. */
  session: { key: string; name: string } | null;
  /** All that ever worked on it, oldest first. */
  history: { session: string; claimedAt: string; releasedAt: string | null }[];
  summary: string | null;
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
}

/** POST /tasks; an edit may have any part of it. Lists replace; null empties. */
export interface TaskFields {
  title: string;
  description?: string | undefined;
  /** All that an agent which carries it out is told; its title when it has none. */
  prompt?: string | undefined;
  priority?: Priority | undefined;
  role?: string | undefined;
  category?: string | null | undefined;
  estimateMs?: number | null | undefined;
  /** Keys; `self` in sprint and parent. */
  sprint?: string | null | undefined;
  parent?: string | null | undefined;
  dependsOn?: string[] | undefined;
  gates?: string[] | undefined;
}

/** PATCH /tasks/:key */
export type TaskEdit = { [Field in keyof TaskFields]?: TaskFields[Field] | undefined };

/** GET /tasks */
export interface TaskFilter {
  /** Closed ones too. */
  all?: boolean | undefined;
  status?: string | undefined;
  sprint?: string | undefined;
  run?: string | undefined;
  parent?: string | undefined;
  role?: string | undefined;
  category?: string | undefined;
  priority?: string | undefined;
  /** Session key, or `self`. */
  session?: string | undefined;
}

/** POST /tasks/:key/:change by the caller's session, or the one that `session` names. */
export const TASK_CHANGES = [
  "claim",
  "activate",
  "deactivate",
  "complete",
  "abort",
  "block",
  "pause",
  "review",
  "reopen",
  "handoff",
] as const;
export type TaskChangeName = (typeof TASK_CHANGES)[number];

export interface TaskChangeRequest {
  /** complete, deactivate */
  summary?: string | undefined;
  /** abort, block, pause, reopen; and why something was forced */
  reason?: string | undefined;
  /** claim, activate: although dependencies are open. complete: although checks fail; needs `reason`. */
  force?: boolean | undefined;
  /** activate: pause the task that the session holds. */
  switch?: boolean | undefined;
  /** deactivate: complete it too. */
  complete?: boolean | undefined;
  /** handoff: key of the session that gets it. */
  to?: string | undefined;
}

/** POST /sprints/:key/:change */
export const SPRINT_CHANGES = ["activate", "deactivate", "complete", "cancel"] as const;
export type SprintChangeName = (typeof SPRINT_CHANGES)[number];

export interface SprintChangeRequest {
  /** complete */
  summary?: string | undefined;
  /** cancel; and why something was forced */
  reason?: string | undefined;
  /** complete: although checks fail; needs `reason`. */
  force?: boolean | undefined;
}

export interface SprintView {
  id: string;
  key: string;
  title: string;
  goal: string;
  status: SprintStatus;
  summary: string | null;
  counts: Record<TaskStatus, number>;
  tasks: { key: string; title: string; status: TaskStatus; priority: Priority }[];
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
}

/** GET /sessions/:key/context */
export interface ContextView {
  session: string;
  /** From the project up; the last one is what it does now. */
  frames: {
    depth: number;
    kind: ContextKind;
    /** Of the sprint or the task; the project's name. */
    key: string;
    title: string;
    pushedAt: string;
    activeMs: number;
  }[];
}

/** POST /sessions/:key/context/push, POST …/pop, POST …/clear */
export interface PushRequest {
  kind: Exclude<ContextKind, "project">;
  key: string;
}
export interface PopRequest {
  /** Must be on top, else `through`. Absent: the top. */
  key?: string | undefined;
  through?: boolean | undefined;
}

export interface ActivityView {
  id: number;
  at: string;
  session: string;
  /** Its key, with that of its run before it where it has one: `RUN-001/parser`. */
  task: string | null;
  sprint: string | null;
  kind: ActivityKind;
  text: string;
  data: Record<string, unknown>;
}

/** POST /sessions/:key/activities */
export interface ActivityRequest {
  kind: "note" | "update" | "artifact";
  text: string;
  /** artifact: its path, from the top of the worktree. */
  path?: string | undefined;
}

/** GET /activities */
export interface ActivityFilter {
  session?: string | undefined;
  task?: string | undefined;
  sprint?: string | undefined;
  kind?: string | undefined;
  since?: string | undefined;
  /** Only those past this one. */
  after?: number | undefined;
  limit?: number | undefined;
}

/** POST /sessions/:key/phase */
export interface PhaseRequest {
  phase: string;
  metadata?: Record<string, unknown> | undefined;
  error?: string | undefined;
  /** approval: what is asked. */
  question?: string | undefined;
}

/** POST /sessions/:key/approve, POST …/reject */
export interface DecisionRequest {
  note?: string | undefined;
  /** Who decides, for the record; `operator` when absent. */
  by?: string | undefined;
}

/** The approval that a session asked for last. */
export interface ApprovalView {
  id: string;
  session: string;
  question: string;
  askedAt: string;
  decision: "approved" | "rejected" | null;
  decidedAt: string | null;
  decidedBy: string | null;
  note: string | null;
}

/** GET /sessions/:key/resume: whether work can go on where the session left it, and all that whoever goes on needs. */
export interface ResumeView {
  session: string;
  resumable: boolean;
  reason: ResumeReason;
  /** The reason as a sentence. */
  message: string;
  phase: SessionPhase | null;
  ageMs: number | null;
  errorCount: number;
  lastError: string | null;
  context: ResumeContext | null;
}

export interface ResumeContext {
  session: SessionView;
  /** The task it holds, or held last. */
  task: WorkTaskView | null;
  /** The stack, also of a session that has ended. */
  frames: ContextView["frames"];
  history: { from: string; to: string; at: string; error: string | null }[];
  metadata: Record<string, unknown>;
  approval: ApprovalView | null;
  /** Notes, updates and artifacts, oldest first. */
  findings: ActivityView[];
  /** Given by whoever delegated the work; null for others. */
  originalContext: unknown;
  /** The agent CLI's own id of the conversation. */
  conversationId: string | null;
}

/** POST /hooks/pre-delegate answers this; names are those that its callers know. */
export interface DelegationAnswer {
  should_resume: boolean;
  reason: string;
  agent_id: string | null;
  resume_metadata: {
    previous_phase: string;
    created_at: string;
    history: { from_phase: string; to_phase: string; timestamp: string }[];
    session_metadata: Record<string, unknown>;
    error_count: number;
    last_error: string | null;
    context: unknown;
  } | null;
  original_context: unknown;
}

/** POST /hooks/subagent-stop */
export interface SubagentStopAnswer {
  ok: boolean;
  reason: string;
  agent_id: string | null;
}

/** GET /tasks/:key/check, /sprints/:key/check, /sessions/:key/check */
export type CheckAnswer = CompletionCheck & { subject: string; kind: "task" | "sprint" | "session" };

/** POST /sessions/prune */
export interface PruneView {
  dryRun: boolean;
  olderThanMs: number;
  removed: { session: string; name: string; endedAt: string }[];
  kept: { session: string; name: string; reason: string }[];
}

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
