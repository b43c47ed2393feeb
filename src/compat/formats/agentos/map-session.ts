import { RowReader } from "../../../domain/import/row-reader.ts";
import type { SessionSource } from "../../../domain/session.ts";
import type { SessionRecord, SourceRef } from "../../record.ts";
import { ref } from "../map-row.ts";
import { WITHOUT_PROCESS } from "../without-process.ts";
import { CHANNELS } from "./statuses.ts";
import { CHATS, type SessionTable, type TwinOf } from "./twins.ts";

/**
 * A row of one of the two session tables. Both of a session come to records of one id, which are merged into one; what
 * only one of them has is looked up, so that the other does not bring a default in its place.
 */
export function mapSession(read: RowReader, table: SessionTable, twinOf: TwinOf): SessionRecord[] {
  const id = read.requiredText("session_id");
  const twin = new RowReader(twinOf(table, id) ?? {});
  const startedAt = read.requiredTime("created_at_ms", "created_at");
  const lastActivityAt = lastActivity(read, startedAt);
  const metadata = read.object("metadata");
  return [
    {
      kind: "session",
      id,
      formerKey: id,
      name: read.text("title") ?? (table === CHATS ? null : twin.peek("title")) ?? `Task session ${id}`,
      role: "agent",
      source: read.word(CHANNELS, "channel") ?? channelOfTwin(twin) ?? "api",
      type: "work",
      state: "working", // neither table knows an end
      phase: "initializing",
      outcome: null,
      attention: null,
      reason: null,
      ...WITHOUT_PROCESS,
      summary: null,
      metadata,
      conversationId: null,
      activeMs: null,
      startedAt,
      lastActivityAt,
      endedAt: null,
      currentTask: taskOf(read, metadata),
      frames: [],
      extra: read.rest(),
    },
  ];
}

function lastActivity(read: RowReader, startedAt: number): number {
  const fields = ["last_activity_ms", "last_activity", "updated_at_ms", "updated_at"];
  const at = read.time(...fields) ?? startedAt;
  if (at < startedAt) read.keep(...fields);
  return Math.max(at, startedAt);
}

/** The column, or the metadata, or both if they agree. */
function taskOf(read: RowReader, metadata: Readonly<Record<string, unknown>>): SourceRef | null {
  const column = read.text("task_id");
  const inside = new RowReader(metadata).peek("task_id");
  read.keep("task_id");
  return column !== null && inside !== null && column !== inside ? null : ref("task", column ?? inside);
}

/** One that has no channel, or one that does not exist, says nothing of its twin's. */
const channelOfTwin = (twin: RowReader): SessionSource | null =>
  CHANNELS[twin.peek("channel")?.trim().toLowerCase() ?? ""] ?? null;
