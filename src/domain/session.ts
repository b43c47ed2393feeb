import type { AgentMode } from "./agent/permissions.ts";

/**
 * A session is one work period of one agent; there is no separate record of the agent.
 *
 * Three facts are kept apart: `state` is what the supervisor observes, `phase` what the agent declares,
 * and the status of the work belongs to the task.
 */
export const SESSION_STATES = ["booting", "working", "stalled", "zombie", "completed"] as const;
export type SessionState = (typeof SESSION_STATES)[number];

/** States in which an agent is believed to exist. Only an open session may hold a task or a name. */
export const OPEN_STATES = ["booting", "working", "stalled"] as const satisfies readonly SessionState[];
export type OpenState = (typeof OPEN_STATES)[number];

export const SESSION_PHASES = [
  "initializing",
  "investigating",
  "planning",
  "approval",
  "executing",
  "validating",
  "completed",
  "failed",
  "abandoned",
] as const;
export type SessionPhase = (typeof SESSION_PHASES)[number];

export const ATTENTIONS = ["permission", "question", "approval", "limited", "auth", "paused"] as const;
export type Attention = (typeof ATTENTIONS)[number];

/**
 * Where a session may go from each state.
 *
 * - booting → working: ready (a hook, the runtime's marker, or first activity of its own)
 * - working → stalled: the watchdog's verdict; stalled → working: evidence moved again
 * - open → zombie: process or pane gone without a proper end
 * - open → completed: a proper end was seen
 * - zombie → completed: a person, or a late end marker, settles it
 *
 * `completed` is final.
 */
export const TRANSITIONS: Record<SessionState, readonly SessionState[]> = {
  booting: ["working", "zombie", "completed"],
  working: ["stalled", "zombie", "completed"],
  stalled: ["working", "zombie", "completed"],
  zombie: ["completed"],
  completed: [],
};

export const canMove = (from: SessionState, to: SessionState): boolean => TRANSITIONS[from].includes(to);

/** The states a compare-and-swap to `to` may start from. */
export const sourcesOf = (to: SessionState): SessionState[] =>
  SESSION_STATES.filter((from) => canMove(from, to));

export const isOpen = (state: SessionState): state is OpenState =>
  (OPEN_STATES as readonly SessionState[]).includes(state);

export const OUTCOMES = ["success", "unverified", "failed", "abandoned", "killed"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Phases after which nothing more comes. */
export const FINAL_PHASES = ["completed", "failed", "abandoned"] as const satisfies readonly SessionPhase[];

export type FinalPhase = (typeof FINAL_PHASES)[number];

export const isFinalPhase = (phase: SessionPhase): phase is FinalPhase =>
  (FINAL_PHASES as readonly SessionPhase[]).includes(phase);

/** Who made a session: overstory ("spawned"), or whoever keeps it and says so. */
export const SESSION_SOURCES = ["spawned", "cli", "mcp", "api", "gui"] as const;
export type SessionSource = (typeof SESSION_SOURCES)[number];

export const SESSION_TYPES = ["work", "planning", "review"] as const;
export type SessionType = (typeof SESSION_TYPES)[number];

/** Only what overstory has spawned is watched, restarted and ended by it. */
export const isSpawned = ({ source }: Pick<Session, "source">): boolean => source === "spawned";

/** Why a session is paused whose shell was closed under it. */
export const SHELL_GONE = "its shell is gone";

/** Why the supervisor itself ends a session. */
export type StopCause = "operator" | "run_cancelled" | "timeout" | "worktree_lost" | "stalled" | "triage";

/** The pane of a session. Ids start again at 0 with a new tmux server, so they count only together with its identity. */
export interface PaneAddress {
  serverPid: number;
  /** Unix seconds, as tmux reports it. */
  serverStartedAt: number;
  /** `$3` */
  sessionId: string;
  /** `%5` */
  paneId: string;
}

/** A process that cannot be mistaken for a later one with the same pid. */
export interface ProcessIdentity {
  pid: number;
  /** Linux: clock ticks since boot with the boot id; macOS: the start date that `ps` prints. */
  startTime: string;
}

export interface Session {
  id: string;
  key: string;
  name: string;
  source: SessionSource;
  type: SessionType;
  role: string;
  runtime: string;
  state: SessionState;
  phase: SessionPhase;
  attention: Attention | null;
  /** What it waits for, in words. */
  attentionReason: string | null;
  /** When the wait ends by itself, ms UTC; null when that is not known. */
  attentionUntil: number | null;
  /** Whose limits apply to it, as it declared; null for those of its runtime. */
  limitGroup: string | null;
  outcome: Outcome | null;
  /** One sentence for people: why it is in its final state. */
  reason: string | null;
  runId: string | null;
  parentId: string | null;
  /** The session whose work this one took over after a restart. */
  predecessorId: string | null;
  depth: number;
  currentTaskId: string | null;
  /** 1 for the first session at a task, 2 for the first restart, … */
  attempt: number;
  worktree: string | null;
  branch: string | null;
  /** Tip of the branch when the worktree was made: what is past it is the session's work. */
  baseCommit: string | null;
  /** Secret of this launch, on the pane and in the environment: proves that a process is ours. */
  nonce: string;
  pane: PaneAddress | null;
  /** The pane's first process (the launcher around the agent). */
  leader: ProcessIdentity | null;
  /** The agent itself. */
  agent: ProcessIdentity | null;
  /** When the agent itself began, which may be long after the session was begun. */
  agentStartedAt: number | null;
  /** The same on the axis of observed time. */
  agentStartedObserved: number | null;
  /** Exit status as the shell reports it (128 + signal), once the agent has ended; null while it lives or if unknown. */
  exitCode: number | null;
  exitedAt: number | null;
  /** Commits past `baseCommit` when it ended. */
  commits: number | null;
  /** Tip of its branch when it ended: what gates check and the merge queue merges. */
  headCommit: string | null;
  stopCause: StopCause | null;
  /** interactive: its screen is in the pane; headless: it carries out one prompt and ends. */
  mode: AgentMode;
  /** The runtime's own id of its conversation; known before the start where it can be chosen. */
  conversationId: string | null;
  /** When the agent said that it has that conversation, ms UTC: only what began can be gone on with. */
  conversationBeganAt: number | null;
  /** Absolute path of the runtime's own record of the conversation. */
  transcript: string | null;
  /** When an agent that had done its work was told to end, ms UTC. */
  dismissedAt: number | null;
  /** When it was taken over from a person, ms UTC: its folder is theirs, and is never made or removed. */
  adoptedAt: number | null;
  /** Index of the last step of the ladder that was taken; 0 also before the first. */
  escalationLevel: number;
  stalledSince: number | null;
  metadata: Record<string, unknown>;
  /** What it did, in its own words. */
  summary: string | null;
  /** The shell whose current session it is; null for one that nobody keeps in a terminal. */
  terminal: ProcessIdentity | null;
  /** Active time up to `activeSince`, ms: what it was paused is not in it. */
  activeMs: number;
  /** Since when the present stretch of activity goes on; null while paused and when ended. */
  activeSince: number | null;
  startedAt: number;
  lastActivityAt: number;
  endedAt: number | null;
}
