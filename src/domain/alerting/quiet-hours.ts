/** A daily stretch in which people sleep; over midnight when `from` is later than `to`. Never, when they are the same. */
export interface QuietHours {
  /** `22:00` */
  from: string;
  to: string;
  /** IANA name; null for the system's own. */
  timezone: string | null;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** Clocks are put forward or back by an hour or two. */
const CLOCK_CHANGE_MINUTES = 180;

/** The first moment from `at` (ms UTC) on that is not quiet: `at` itself, or the end of the quiet hours. */
export function afterQuiet(at: number, quiet: QuietHours | null): number {
  if (quiet === null) return at;
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)];
  const clock = clockOf(quiet.timezone);
  const isQuiet = (time: number) => {
    const minute = minutesOf(clock.format(time));
    return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
  };
  if (!isQuiet(at)) return at;
  const left = (to - minutesOf(clock.format(at)) + DAY_MINUTES) % DAY_MINUTES;
  // Where clocks change meanwhile the end is not where counting puts it, so the last stretch is walked.
  let end = Math.floor(at / MINUTE_MS) * MINUTE_MS + Math.max(1, left - CLOCK_CHANGE_MINUTES) * MINUTE_MS;
  while (isQuiet(end)) end += MINUTE_MS;
  return end;
}

const clockOf = (timezone: string | null) =>
  new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(timezone === null ? {} : { timeZone: timezone }),
  });

function minutesOf(clockTime: string): number {
  const [hours, minutes] = clockTime.split(":").map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}
