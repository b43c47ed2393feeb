import type { ActivityKind } from "../../../domain/activity.ts";
import type { ContextKind } from "../../../domain/context.ts";
import type { WordTable } from "../../../domain/import/parse-field.ts";
import type { SessionSource, SessionType } from "../../../domain/session.ts";
import type { SessionRecord } from "../../record.ts";

export type SessionStatus = Pick<SessionRecord, "state" | "phase" | "outcome" | "attention">;

/** What is said to be completed has not been checked by anyone. */
export const STATUSES: WordTable<SessionStatus> = {
  active: { state: "working", phase: "initializing", outcome: null, attention: null },
  paused: { state: "working", phase: "initializing", outcome: null, attention: "paused" },
  completed: { state: "completed", phase: "completed", outcome: "unverified", attention: null },
  abandoned: { state: "completed", phase: "abandoned", outcome: "abandoned", attention: null },
};

export const SOURCES: WordTable<SessionSource> = { cli: "cli", mcp: "mcp", api: "api", gui: "gui" };

export const TYPES: WordTable<SessionType> = { work: "work", planning: "planning", review: "review" };

export const CONTEXT_KINDS: WordTable<ContextKind> = {
  project: "project",
  sprint: "sprint",
  task: "task",
  subtask: "subtask",
};

/** What was done to the stack there is told, and not replayed here: its tasks may be other programs'. */
export const CONTEXT_ACTIONS: WordTable<string> = { push: "pushed", pop: "popped", switch: "switched to" };

export const ACTIVITY_TYPES: WordTable<ActivityKind> = {
  command: "command",
  context_update: "update",
  note: "note",
  artifact: "artifact",
  pause: "pause",
  resume: "resume",
};
