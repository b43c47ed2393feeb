import { SESSION_PHASES } from "../session.ts";

/** After what a session is told what to do next. `default` stands in for all that have no template of their own. */
export const SITUATIONS = [
  "session.started",
  "session.paused",
  "session.resumed",
  "session.ended",
  "task.created",
  "task.claimed",
  "task.completed",
  "task.declared",
  "task.blocked",
  "task.paused",
  "task.aborted",
  "task.review",
  "task.handed_off",
  "task.reopened",
  "context.changed",
  "sprint.activated",
  "sprint.completed",
  ...SESSION_PHASES.map((phase) => `phase.${phase}` as const),
  "approval.asked",
  "activity.recorded",
  "check.failed",
  "default",
] as const;
export type Situation = (typeof SITUATIONS)[number];

export const isSituation = (text: string): text is Situation =>
  (SITUATIONS as readonly string[]).includes(text);
