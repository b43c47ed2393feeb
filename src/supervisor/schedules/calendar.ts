import { Cron } from "croner";

/** The times that a cron pattern names, ms UTC. */
export interface Calendar {
  /** The pattern with its time zone: two calendars with the same text name the same times. */
  text: string;
  /** The first time after this one; null when there is none. */
  next(after: number): number | null;
  /** The last time up to and with this one; null when there is none. */
  last(upTo: number): number | null;
}

/** @param timezone IANA name; null for the zone of this machine */
export function createCalendar(pattern: string, timezone: string | null): Calendar {
  const cron = new Cron(pattern, { paused: true, ...(timezone === null ? {} : { timezone }) });
  return {
    text: timezone === null ? pattern : `${pattern} ${timezone}`,
    next: (after) => cron.nextRun(new Date(after))?.getTime() ?? null,
    last: (upTo) => cron.previousRuns(1, new Date(upTo + 1))[0]?.getTime() ?? null,
  };
}
