import type { RowReader } from "../../../domain/import/row-reader.ts";
import type { ActivityRecord } from "../../record.ts";
import { ref } from "../map-row.ts";
import { refOf } from "./map-stack.ts";
import { ACTIVITY_TYPES, CONTEXT_ACTIONS, CONTEXT_KINDS } from "./statuses.ts";

/**
 * A row of `session_context_history`. It is told as an update: stacks here are rebuilt from their changes, and these would
 * not add up, since what they name need not exist.
 */
export function mapContextChange(read: RowReader): ActivityRecord[] {
  const session = read.requiredText("session_id");
  const action = read.requiredWord(CONTEXT_ACTIONS, "action");
  const kind = read.requiredWord(CONTEXT_KINDS, "context_type");
  const id = read.text("context_id");
  const at = read.requiredTime("switched_at");
  const place = refOf(kind, id);
  read.keep("context_id");
  return [
    {
      kind: "activity",
      session: { kind: "session", id: session },
      at,
      activity: "update",
      text: `${action} ${kind}${id === null ? "" : ` ${id}`}`,
      task: place?.kind === "task" ? place : null,
      sprint: place?.kind === "sprint" ? place : null,
      data: { durationMs: read.seconds("duration_seconds"), imported: read.rest() },
    },
  ];
}

/** A row of `session_activities`. */
export function mapActivity(read: RowReader): ActivityRecord[] {
  const session = read.requiredText("session_id");
  const activity = read.requiredWord(ACTIVITY_TYPES, "activity_type");
  const at = read.requiredTime("occurred_at");
  const [command, description] = [read.text("command"), read.text("description")];
  const [task, sprint] = [read.text("task_id"), read.text("sprint_id")];
  read.keep("command", "description", "task_id", "sprint_id");
  const text = (activity === "command" ? command : null) ?? description ?? command ?? activity;
  const metadata = read.object("metadata");
  return [
    {
      kind: "activity",
      session: { kind: "session", id: session },
      at,
      activity,
      text,
      task: ref("task", task),
      sprint: ref("sprint", sprint),
      data: { metadata, imported: read.rest() },
    },
  ];
}
