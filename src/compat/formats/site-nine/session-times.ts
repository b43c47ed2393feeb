import { DAY } from "../../../domain/import/parse-time.ts";
import type { RowReader } from "../../../domain/import/row-reader.ts";

export interface SessionTimes {
  startedAt: number;
  /** null while it is open. */
  endedAt: number | null;
  lastActivityAt: number;
}

/**
 * The times of an agent, a mission or a file: a day and two times of it, of which the end may be on the next day; or whole
 * times. A mission that waits for its role has none yet: then it began when it was made.
 */
export function readTimes(read: RowReader): SessionTimes {
  const day = startOfDay(read.time("session_date", "start_date", "date"));
  const begun = read.timeOnDay("start_time", day) ?? read.time("created_at");
  if (begun === null) return read.refuse("start_time", "is missing");
  if (day !== startOfDay(begun)) read.keep("session_date", "start_date", "date");
  const endedAt = read.timeOnDay("end_time", startOfDay(begun), begun);
  if (endedAt !== null && endedAt < begun) read.refuse("end_time", "is before the start");
  const lastSeen = read.time("last_activity_at", "last_active_at", "updated_at") ?? begun;
  read.keep("last_activity_at", "last_active_at", "updated_at", "created_at");
  return { startedAt: begun, endedAt, lastActivityAt: endedAt ?? Math.max(begun, lastSeen) };
}

const startOfDay = <T extends number | null>(at: T): T | number => (at === null ? at : at - (at % DAY));
