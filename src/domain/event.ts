/** What is told of the turns of agents, and of what they ask. */
export const TURN_EVENTS = [
  "session.ready",
  "session.turn_began",
  "session.turn_ended",
  "session.turn_failed",
  "session.interrupted",
  "session.asks",
  "session.answered",
] as const;

/**
 * The journal. Every change of anything writes its event in the same transaction; `id` is the cursor that
 * feeds, logs and dashboards resume from. Kinds are `noun.past-tense`.
 */
export const EVENT_KINDS = [
  "daemon.started",
  "daemon.stopped",
  "daemon.warning",
  "run.started",
  "run.cancel_requested",
  "run.completed",
  "run.failed",
  "run.cancelled",
  "run.delivered",
  "task.created",
  "task.underway",
  "task.review",
  "task.complete",
  "task.blocked",
  "task.aborted",
  "task.retry",
  "task.edited",
  "task.paused",
  "task.reopened",
  "task.handed_off",
  "sprint.created",
  "sprint.activated",
  "sprint.complete",
  "sprint.cancelled",
  "session.booting",
  "session.spawned",
  "session.working",
  "session.stalled",
  "session.exited",
  "session.stop_requested",
  "session.completed",
  "session.zombie",
  "session.updated",
  "session.removed",
  "session.attention",
  "session.escalated",
  "session.nudge_refused",
  "session.report",
  ...TURN_EVENTS,
  "session.reminded",
  "session.dismissed",
  "session.adopted",
  "session.usage",
  "message.queued",
  "message.typed",
  "message.submitted",
  "message.seen",
  "message.expired",
  "session.wip_saved",
  "session.input",
  "session.activity",
  "session.paused",
  "session.resumed",
  "session.phase",
  "session.approval_asked",
  "session.approved",
  "session.rejected",
  "session.pruned",
  "gate.started",
  "gate.passed",
  "gate.failed",
  "merge.queued",
  "merge.held",
  "merge.merged",
  "merge.conflict",
  "merge.failed",
  "worktree.removed",
  "wip.restored",
  "limit.began",
  "limit.ended",
  "alert.raised",
  "alert.reopened",
  "alert.repeated",
  "alert.acknowledged",
  "alert.resolved",
  "alert.sent",
  "alert.failed",
  "schedule.ran",
  "schedule.skipped",
  "schedule.failed",
  "retention.pruned",
  "backup.made",
  "import.completed",
  "import.rolled_back",
  "import.failed",
  "time.unobserved",
  "tmux.started",
  "tmux.lost",
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export interface OverstoryEvent {
  /** Cursor: grows by one with each event. */
  id: number;
  at: number;
  kind: EventKind;
  /** What it is about, by id and by key; a key is null when the thing has been removed since. */
  runId: string | null;
  run: string | null;
  sessionId: string | null;
  session: string | null;
  taskId: string | null;
  task: string | null;
  data: Record<string, unknown>;
}
