import type { WordTable } from "../../../domain/import/parse-field.ts";
import type { SessionSource } from "../../../domain/session.ts";
import type { TaskStatus } from "../../../domain/task.ts";

export const CHANNELS: WordTable<SessionSource> = { cli: "cli", api: "api", ui: "gui" };

/** An orphan is a task whose session was lost: nobody works on it, and nobody has given it up. */
export const TASK_STATUSES: WordTable<TaskStatus> = {
  created: "todo",
  planning: "underway",
  executing: "underway",
  succeeded: "complete",
  failed: "aborted",
  canceled: "aborted",
  orphan: "paused",
};
