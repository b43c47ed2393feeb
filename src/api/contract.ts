import type { Abilities } from "../domain/agent/abilities.ts";
import type { Permissions } from "../domain/agent/permissions.ts";
import type { Usage } from "../domain/agent/usage.ts";
import type { AlertKind, DeliveryState, News, Severity } from "../domain/alert.ts";
import type { AlertRecord } from "../domain/alerting/alert-record.ts";
import type { EventKind } from "../domain/event.ts";
import type { MergeState } from "../domain/merge.ts";
import type { RunStatus } from "../domain/run.ts";
import type { SavedFile } from "../domain/saved-work.ts";
import type { Overlap, ScheduleResult } from "../domain/schedule.ts";
import type {
  Attention,
  Outcome,
  SessionPhase,
  SessionSource,
  SessionState,
  SessionType,
  StopCause,
} from "../domain/session.ts";
import type { StopCode, TaskStatus } from "../domain/task.ts";
import type { Screen as AgentScreen, Signal } from "../domain/watchdog/evidence.ts";
import type { BlindKind } from "../domain/watchdog/observed-time.ts";
import type { LadderStep, WatchdogMode } from "../domain/watchdog/policy.ts";
import type { RulePrecision } from "../domain/watchdog/precision.ts";
import type { Report, ReportKind } from "../domain/watchdog/report.ts";
import type { Rule, VerdictName } from "../domain/watchdog/verdict.ts";
import type { ErrorCode } from "../errors.ts";
import type { ImportSummaryView } from "./import-contract.ts";

/**
 * The shapes that programs rely on: on the socket and in `--json`. Times are ISO 8601 UTC with milliseconds,
 * durations are numbers of milliseconds named `…Ms`. They change only with a major version.
 */
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

/** What models have used, as the agents' CLIs tell it. Tokens that were read from a cache are not among `inputTokens`. */
export interface UsageView extends Usage {
  byModel: Record<string, Usage>;
}

/** GET /sessions/:key/transcript: what was said and done in its conversation. */
export interface TranscriptView {
  session: string;
  /** Oldest first. */
  entries: TranscriptEntryView[];
  /** To ask for what comes after. */
  cursor: number;
  /** Nothing more comes. */
  ended: boolean;
}

export interface TranscriptEntryView {
  at: string | null;
  who: "user" | "agent" | "tool" | "system";
  /** Several lines at most; a tool's call is `Bash: npm test`. */
  text: string;
}

/** GET /sessions/:key/why: what a session's state rests on. */
export interface WhyView {
  session: string;
  name: string;
  state: SessionState;
  /** null when nothing is known of it, or it has ended; `reason` says which. */
  verdict: VerdictName | null;
  rule: Rule | null;
  since: string | null;
  reason: string;
  /** In the order of trust; ages in observed time. */
  signals: { signal: Signal; movedAgoMs: number | null; unknown: string | null }[];
  openTools: { name: string; openMs: number; permittedMs: number }[];
  /** Whether it is in a turn of its conversation; null for an agent that has none. */
  turn: "working" | "idle" | null;
  /** What it showed when it was last looked at, which is only done when it seems to stand still. */
  screen: AgentScreen | null;
  /** When that was, for one whose screen moves by itself, and is held against the look before. */
  screenSeenAgoMs: number | null;
  ladder: {
    level: number | null;
    step: LadderStep | null;
    mode: WatchdogMode;
    staleMs: number;
    intervalMs: number;
  } | null;
  /** If nothing moves; `inMs` in observed time, null when no time is known. */
  next: { what: string; inMs: number | null } | null;
  /** What was concluded and done, oldest first. */
  history: {
    id: number;
    at: string;
    kind: "verdict" | "step" | "silence" | "ended";
    verdict: VerdictName;
    rule: Rule;
    /** null for all but steps, as is `level`. */
    step: LadderStep | null;
    level: number | null;
    acted: boolean;
    wrong: boolean;
    reason: string;
  }[];
}

/** Something that the watchdog found or did. */
export interface WatchLogView {
  /** Number of the step, as `watchdog mark-wrong` takes it. */
  id: number;
  at: string;
  session: string;
  kind: "verdict" | "step";
  verdict: VerdictName;
  rule: Rule;
  /** null for a verdict, as is `level`. */
  step: LadderStep | null;
  level: number | null;
  /** False for a step that was only recorded. */
  acted: boolean;
  /** A person said that the step was wrong. */
  wrong: boolean;
  /** The deciding one first. */
  reasons: string[];
}

/** What the watchdog would have done under other thresholds. */
export interface ReplayView {
  since: string;
  until: string;
  /** The other thresholds; null for those that are as they were. */
  staleMs: number | null;
  intervalMs: number | null;
  top: LadderStep | null;
  /** Sessions on record in that time. */
  sessionCount: number;
  would: Record<LadderStep, number>;
  done: Record<LadderStep, number>;
  /** Terminations whose session moved again, or succeeded. */
  falseKills: number;
  /** Silences shorter than this may be missing from the record, and would matter; null when none would. */
  missingBelowMs: number | null;
  /** Those with a step on either side, oldest first. */
  silences: ReplayedSilenceView[];
}

export interface ReplayedSilenceView {
  session: string;
  since: string;
  /** At the latest; null when it did not move again. */
  movedAgainAt: string | null;
  ended: { at: string; state: SessionState; stopCause: StopCause | null; outcome: Outcome | null } | null;
  /**
   * held: not done, because too many fell silent together.
   * screenUnseen: its screen was not looked at, so it might have counted as waiting.
   */
  would: { step: LadderStep; at: string; held: boolean; screenUnseen: boolean }[];
  done: { id: number; step: LadderStep; at: string; acted: boolean }[];
  /** It was to be terminated and would not have been before this time; null also when never. */
  reprievedUntil: string | null;
  falseKill: boolean;
  differs: boolean;
}

/** How right the watchdog's rules were. */
export interface PrecisionView {
  since: string;
  /** With fewer terminations no percentage is given. */
  enough: number;
  rules: RulePrecision[];
}

export interface TaskView {
  key: string;
  title: string;
  status: TaskStatus;
  stopCode: StopCode | null;
  stopReason: string | null;
  role: string;
  /** What was done, or found, in the words of whoever did it. */
  summary: string | null;
  /** Why it could be begun and is not; null for one that is, or whose run has ended. */
  waitsFor: string | null;
  dependsOn: string[];
  /** Sessions that worked on it, oldest first. */
  sessions: string[];
  /** The gate that runs now, or failed. */
  gate: { command: string; passed: boolean | null; log: string } | null;
  /** `reason` says why a queued merge has to wait, or why it was not made. */
  merge: { state: MergeState; commit: string | null; conflictFiles: string[]; reason: string | null } | null;
  retryAt: string | null;
  command: string | null;
  /** Of the sessions that held it; null when they have told nothing. */
  usage: UsageView | null;
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
  /** Commands that must exit with 0 on the merged result. */
  gates: string[];
  /** What its sessions may use together, in dollars and in tokens that were not read from a cache; null without limit. */
  budget: { usd: number | null; tokens: number | null } | null;
  /** drafting: its coordinator plans; proposed: a person is to look at the plan; approved. Null for a run that asks nobody. */
  plan: "drafting" | "proposed" | "approved" | null;
  /** Why no session of it is begun for now. */
  held: { by: "budget" | "loop" | "operator"; reason: string } | null;
  /** An agent turns its goal into tasks; its own is among them. */
  coordinated: boolean;
  /** Number of tasks by status; every status is there. That of its coordinator is counted nowhere. */
  counts: Record<TaskStatus, number>;
  taskCount: number;
  elapsedMs: number;
  startedAt: string;
  endedAt: string | null;
  /** Of all its sessions; null when they have told nothing. */
  usage: UsageView | null;
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

export interface AlertView extends AlertRecord {
  /** What was told through each sink, in order. */
  deliveries: DeliveryView[];
}

export interface DeliveryView {
  sink: string;
  telling: number;
  news: News;
  /** "sent" only when the sink has accepted it; "dropped" when it was over before its turn. */
  state: DeliveryState;
  attempts: number;
  /** The next attempt is made no earlier. */
  dueAt: string;
  /** What the sink answered: the proof of acceptance, or why not. */
  answer: string | null;
  sentAt: string | null;
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

/** POST /adoptions. */
export interface AdoptionRequest {
  /** A process, or one above it such as the shell of its pane; or a conversation. */
  target: { pid: number } | { conversation: string };
  runtime?: string | undefined;
  /** Break off its turn. */
  force?: boolean | undefined;
  /** Take it over: the conversation must be this one still. Without it nothing is changed, and what would be is answered. */
  conversation?: string | undefined;
  /** Of its session. */
  name?: string | undefined;
  /** The task that it gets. */
  task?: string | undefined;
}

/** An agent that a person started, and what it works on. */
export interface AdoptionView {
  runtime: string;
  conversation: string;
  folder: string;
  /** Top of the work tree around its folder. */
  worktree: string;
  branch: string | null;
  /** Number of paths with uncommitted changes. */
  dirtyFiles: number;
  /** null when it does not run. */
  pid: number | null;
  /** null when that cannot be told. */
  isBusy: boolean | null;
  /** What it may do unasked from then on. */
  permissions: Permissions;
  /** The line by which a person goes on with the conversation, where it is known. */
  byHand: string | null;
  /** Key of its session, when it was taken over. */
  session: string | null;
}

/** POST /sessions/:key/signals: what an agent tells of itself. */
export interface SignalRequest {
  /** The attempt that it comes from; absent when a person reports for the agent. */
  attempt?: number | undefined;
  report: SignalReport;
}

/** Times as texts, as everywhere on the socket. */
export type SignalReport =
  | Exclude<Report, { kind: "limited" }>
  | (Omit<Extract<Report, { kind: "limited" }>, "until"> & { until: string | null });

export interface SignalView {
  session: string;
  kind: ReportKind;
}

/** A wall that the agents of a group run into: none is begun before its time. */
export interface LimitView {
  group: string;
  /** auth: not logged in, or the key is refused. */
  kind: "limited" | "auth";
  cause: string;
  beganAt: string;
  /** From then on one session at a time may try. */
  until: string;
  /** How often in a row it was run into. */
  strikes: number;
}

/** Uncommitted work that was saved under a ref. */
export interface RescueView {
  ref: string;
  session: string;
  number: number;
  /** What it was saved for. */
  message: string;
  savedAt: string;
  commit: string;
  /** The commit that it comes on top of; null when there was none yet. */
  base: string | null;
  /** Changed paths, and the bytes of those that are still there. */
  fileCount: number;
  bytes: number;
}

export interface RescueDetail extends RescueView {
  files: SavedFile[];
  /** The changes as git shows them; null unless asked for. */
  patch: string | null;
}

/** POST /rescues/:ref/restore */
export interface RestoreRequest {
  /** An existing clean worktree, absolute; absent for a new one. */
  into?: string | undefined;
  /** Name of the new branch; made when absent. */
  branch?: string | undefined;
}

export interface RestoredView {
  ref: string;
  worktree: string;
  branch: string | null;
}

/** Starts a run of a plan file at certain times. */
export interface ScheduleView {
  name: string;
  cron: string;
  /** Null for the zone of the daemon's machine. */
  timezone: string | null;
  /** From the top of the repository. */
  plan: string;
  overlap: Overlap;
  nextAt: string | null;
  /** What became of its latest due time. */
  last: {
    dueAt: string;
    endedAt: string | null;
    result: ScheduleResult;
    run: string | null;
    /** Why it was skipped or has failed. */
    message: string | null;
  } | null;
}

/** A copy of the database. */
export interface BackupView {
  path: string;
  bytes: number;
  madeAt: string;
}

/** The database itself. */
export interface DatabaseView {
  path: string;
  bytes: number;
  /** Of the log beside it. */
  logBytes: number;
  schema: number;
  /** That this program works with. */
  newestSchema: number;
  migrations: { version: number; name: string; appliedAt: string }[];
  rows: Record<string, number>;
}

export interface RestoredDatabaseView {
  /** The database as it was before; null when there was none. */
  kept: string | null;
  schema: number;
}

export interface CheckView {
  name: string;
  state: "ok" | "warning" | "failed";
  message: string;
  hint: string | null;
  /** What `doctor --fix` asks before it repairs it; absent for what it cannot repair. */
  repair?: string;
}

/** A kind of agent. */
export interface RuntimeView {
  name: string;
  isBuiltIn: boolean;
  /** The configuration names it, or it is what tasks run by default. */
  isConfigured: boolean;
  /** Null for one that starts no program of its own. */
  isInstalled: boolean | null;
  /** Versions that its adapter was tried with; null where there is no adapter. */
  tested: { oldest: string; newest: string } | null;
  /** What was found of it, its program first; empty for one that is not installed, or needs no program. */
  checks: CheckView[];
  abilities: Abilities;
}

export interface ErrorBody {
  error: { code: ErrorCode; message: string; hint: string | null };
}

/** Header of every answer: the daemon's instance. */
export const INSTANCE_HEADER = "overstory-instance";
