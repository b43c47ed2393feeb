import type { RowReader } from "../../../domain/import/row-reader.ts";
import type { TaskRecord } from "../../record.ts";
import { endNote, endOf } from "../end-of.ts";
import { TASK_STATUSES } from "./statuses.ts";

/** A row of the table `tasks`. Its session is said to work on it only while it is underway. */
export function mapTask(read: RowReader): TaskRecord[] {
  const id = read.requiredText("task_id");
  const status = read.requiredWord(TASK_STATUSES, "status");
  const createdAt = read.requiredTime("created_at_ms", "created_at");
  const updatedAt = read.time("updated_at_ms", "updated_at") ?? createdAt;
  const isClosed = status === "complete" || status === "aborted";
  const end = isClosed ? endOf(read, "completed_at", createdAt, { updated_at: updatedAt }) : null;
  const session = read.peek("session_id");
  return [
    {
      kind: "task",
      id,
      formerKey: id,
      title: read.requiredText("title"),
      description: read.text("description") ?? "",
      status,
      priority: "medium",
      role: null,
      category: null,
      estimateMs: null,
      run: null,
      sprint: null,
      parent: null,
      summary: null,
      holder: status === "underway" && session !== null ? { id: session } : null,
      createdAt,
      updatedAt,
      closedAt: end?.at ?? null,
      extra: { ...read.rest(), ...(end === null ? {} : endNote(end)) },
    },
  ];
}
