const CLOCK =
  /\bresets?(?: at)? (?:([A-Z][a-z]{2}) (\d{1,2}),? (?:at )?)?(\d{1,2})(?::(\d\d))? ?([ap]m)\b(?: \(([\w/+-]+)\))?/;
/** Seconds since 1970 behind a bar, as older versions say it. */
const STAMP = /\|(\d{10})\b/;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const SOON_MS = 20_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * When a limit ends, ms UTC, from the CLI's own words: `resets 1:27pm (UTC)`, `resets Nov 24, 3pm (Europe/Berlin)`.
 * Null when they do not say. A time without a day is the next one after `at`; one without a zone is of this machine.
 */
export function readResetTime(text: string, at: number): number | null {
  const stamp = STAMP.exec(text)?.[1];
  if (stamp !== undefined) return Number(stamp) * 1000;
  const [found, month, day, hour, minute = "0", half, zone] = CLOCK.exec(text) ?? [];
  if (found === undefined || !isZone(zone)) return null;
  const clock = { hour: (Number(hour) % 12) + (half === "pm" ? 12 : 0), minute: Number(minute) };
  if (month === undefined) return nextClock(at, clock, zone);
  const { year, month: thisMonth } = wall(at, zone);
  const monthIndex = MONTHS.indexOf(month);
  if (monthIndex < 0) return null;
  // In December a limit may end in January.
  const thatYear = monthIndex < thisMonth - 6 ? year + 1 : year;
  return instant({ year: thatYear, month: monthIndex, day: Number(day), ...clock }, zone);
}

interface Wall {
  year: number;
  /** from 0 */
  month: number;
  day: number;
  hour: number;
  minute: number;
}

function nextClock(at: number, clock: { hour: number; minute: number }, zone: string | undefined): number {
  const today = instant({ ...wall(at, zone), ...clock }, zone);
  if (today <= at - MINUTE_MS) return instant({ ...wall(at + DAY_MS, zone), ...clock }, zone);
  // It tells whole minutes: the one that has begun is meant, not the same of tomorrow.
  return Math.max(today, at + SOON_MS);
}

/** What the clocks of that zone show. */
function wall(at: number, zone: string | undefined): Wall {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  }).formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return { year: of("year"), month: of("month") - 1, day: of("day"), hour: of("hour"), minute: of("minute") };
}

function instant({ year, month, day, hour, minute }: Wall, zone: string | undefined): number {
  const wanted = Date.UTC(year, month, day, hour, minute);
  const shift = (at: number) => {
    const shown = wall(at, zone);
    return Date.UTC(shown.year, shown.month, shown.day, shown.hour, shown.minute) - at;
  };
  // Twice: the shift may be another one there, on a day when the clocks change.
  const near = wanted - shift(wanted);
  return wanted - shift(near);
}

function isZone(zone: string | undefined): boolean {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: zone }) instanceof Intl.DateTimeFormat;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
