import type { RowReader } from "../../../domain/import/row-reader.ts";
import { isOpen } from "../../../domain/session.ts";
import type { SessionRecord } from "../../record.ts";
import { endNote, endOf } from "../end-of.ts";
import { WITHOUT_PROCESS } from "../without-process.ts";
import { currentTask, mapStack } from "./map-stack.ts";
import { SOURCES, STATUSES, TYPES } from "./statuses.ts";

/** A row of `work_sessions`. */
export function mapSession(read: RowReader): SessionRecord[] {
  const id = read.requiredText("id");
  const key = read.text("session_key");
  const status = read.requiredWord(STATUSES, "status");
  const startedAt = read.requiredTime("started_at", "created_at");
  const lastSeen = lastTime(read, startedAt);
  const isGoingOn = isOpen(status.state);
  const end = isGoingOn ? null : endOf(read, "ended_at", startedAt, { updated_at: lastSeen });
  const frames = mapStack(read, startedAt);
  return [
    {
      kind: "session",
      id,
      formerKey: key,
      name: key ?? id,
      role: "agent",
      source: read.word(SOURCES, "source") ?? "api",
      type: read.word(TYPES, "session_type") ?? "work",
      ...status,
      reason: isGoingOn ? null : `${read.peek("status")} in fragments`,
      ...WITHOUT_PROCESS,
      summary: read.text("summary"),
      metadata: read.object("metadata"),
      conversationId: null,
      activeMs: read.seconds("total_active_seconds"),
      startedAt,
      lastActivityAt: Math.max(lastSeen, end?.at ?? startedAt),
      endedAt: end?.at ?? null,
      currentTask: isGoingOn ? currentTask(read, frames) : null,
      frames: isGoingOn ? frames : [],
      extra: { ...read.rest(), ...(end === null ? {} : endNote(end)) },
    },
  ];
}

/** The last time that a row tells of; each of them stays what it is. */
function lastTime(read: RowReader, startedAt: number): number {
  const fields = ["paused_at", "resumed_at", "updated_at"];
  const times = fields.map((field) => read.time(field) ?? startedAt);
  read.keep(...fields);
  return Math.max(startedAt, ...times);
}
