import type { Usage } from "../../domain/agent/usage.ts";
import type { MailPriority, MailType } from "../../domain/mail.ts";
import type { MergeState } from "../../domain/merge.ts";
import type { Outcome } from "../../domain/session.ts";
import type { TaskStatus } from "../../domain/task.ts";

export { MAIL_PRIORITIES, MAIL_TYPES } from "../../domain/mail.ts";

/** The shapes of what several agents do together: runs with a coordinator, spawning, mail, merges. The same rules as in call.ts. */

export interface MailView {
  /** `MAIL-001` */
  key: string;
  run: string | null;
  /** Key of the first mail of its thread. */
  thread: string;
  replyTo: string | null;
  /** Key of a session, `operator` or `overstory`. */
  from: string;
  to: string;
  type: MailType;
  priority: MailPriority;
  subject: string;
  body: string;
  sentAt: string;
  /** How far it has come with each that it was meant for; only the caller's own for a session that did not send it. */
  receipts: {
    recipient: string;
    handedAt: string | null;
    readAt: string | null;
    answeredAt: string | null;
  }[];
}

/** POST /mail */
export interface MailRequest {
  /**
   * A session's key or name, `@builders`, `@all`, `@run`, `@parent`, `@children`, `operator`; left out for an answer: it
   * goes to whoever wrote.
   */
  to?: string | undefined;
  type?: MailType | undefined;
  priority?: MailPriority | undefined;
  subject?: string | undefined;
  body: string;
  /** Key of the mail that it answers. */
  replyTo?: string | undefined;
  /** The same key again is the same mail. */
  dedupeKey?: string | undefined;
}

/** GET /mail */
export interface MailFilter {
  /** Whose, for the operator: a session's key; `operator` when absent. */
  of?: string | undefined;
  box?: "in" | "out" | "all" | undefined;
  unread?: boolean | undefined;
  thread?: string | undefined;
  type?: string | undefined;
  run?: string | undefined;
}

/** POST /spawn: somebody is to do this. It is a task of the caller's run; its session is the caller's child. */
export interface SpawnRequest {
  title: string;
  prompt?: string | undefined;
  role?: string | undefined;
  runtime?: string | undefined;
  /** For the shell runtime. */
  command?: string | undefined;
  /** Keys of tasks of the run that must be complete first. */
  dependsOn?: string[] | undefined;
  gates?: string[] | undefined;
  /** The same id again answers with the same task. */
  requestId?: string | undefined;
}

/** What became of a spawn, or of one of the caller's children. */
export interface ChildView {
  task: {
    key: string;
    title: string;
    status: TaskStatus;
    /** Why it is where it is, if it was stopped or goes back. */
    reason: string | null;
    /** What was done, or found, in the words of whoever did it. */
    summary: string | null;
  };
  role: string;
  /** Its newest session; null while it waits for its turn, and `waitsFor` says why. */
  session: {
    key: string;
    name: string;
    state: string;
    attention: string | null;
    outcome: Outcome | null;
  } | null;
  waitsFor: string | null;
  merge: { key: string; state: MergeState; reason: string | null } | null;
}

/** POST /runs/goal */
export interface GoalRequest {
  goal: string;
  runtime?: string | undefined;
  /** For a coordinator of the shell runtime. */
  command?: string | undefined;
  maxAgents?: number | undefined;
  budgetUsd?: number | undefined;
  budgetTokens?: number | undefined;
  base?: string | undefined;
  into?: string | undefined;
  planFirst?: boolean | undefined;
  /** Gates on the merged result. */
  gates?: string[] | undefined;
  requestId: string;
}

/** POST /runs/:key/resume: what was named replaces the run's budget. */
export interface ResumeRequest {
  budgetUsd?: number | undefined;
  budgetTokens?: number | undefined;
}

/** POST /done: the caller has carried out its task. */
export interface DoneRequest {
  summary?: string | undefined;
}

export interface MergeView {
  /** `MERGE-001` */
  key: string;
  run: string;
  task: string;
  session: string;
  branch: string;
  headCommit: string;
  target: string;
  state: MergeState;
  mergeCommit: string | null;
  conflictFiles: string[];
  /** The other side of a conflict: `RUN-001/api (SESSION-004)`; null when it is not known. */
  conflictsWith: string | null;
  reason: string | null;
  /** The gates that run on it now, or ran last, with where their output is. */
  gates: { command: string; passed: boolean | null; exitCode: number | null; log: string }[];
  queuedAt: string;
  settledAt: string | null;
}

/** GET /conflicts: open branches that cannot be merged together as they are now. */
export interface ConflictView {
  /** Tasks with their sessions, or the branch that both are to be merged into. */
  ours: { label: string; branch: string };
  theirs: { label: string; branch: string };
  files: string[];
}

/** What proves that work was done, or what is missing. */
export interface ReceiptView {
  /** `RUN-001`, `RUN-001/api`, `SESSION-004` */
  subject: string;
  /** dropped: it is not to be done any more. */
  verdict: "proven" | "unproven" | "underway" | "dropped";
  /** `met` is null when it cannot be told, or is yet to come. */
  proofs: { name: string; met: boolean | null; detail: string }[];
  /** What was committed, newest first; at most 20. */
  commits: readonly { id: string; subject: string }[];
  /** null when nothing was told. */
  usage: Usage | null;
  /** Of a run its tasks, of a task its sessions, oldest first. */
  parts: ReceiptView[];
}

/** GET and POST /clean */
export interface CleanRequest {
  /** Also worktrees that the configuration keeps. */
  kept?: boolean | undefined;
}

export interface CleanView {
  proposals: {
    path: string;
    branch: string | null;
    session: string | null;
    bytes: number;
    remove: boolean;
    /** Why it may go, or why it stays. */
    reasons: string[];
  }[];
  /** null for a proposal that was not carried out. */
  applied: { path: string; done: boolean; reason: string | null }[] | null;
}

/** GET /disk */
export interface DiskView {
  parts: { name: string; path: string; bytes: number; files: number }[];
  totalBytes: number;
  freeBytes: number;
}
