import { exactly, type Parsed, problem, roughly, showValue } from "./parsed.ts";

const DATE = String.raw`(\d{4})-(\d{2})-(\d{2})`;
const CLOCK = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?`;
const ZONE = String.raw`(?:\s?(Z|[+-]\d{2}(?::?\d{2})?))?`;
const ISO = new RegExp(`^${DATE}(?:[T ]${CLOCK}${ZONE})?$`, "i");
const TIME_OF_DAY = new RegExp(`^${CLOCK}$`);
const NUMBER = /^\d+(\.\d+)?$/;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** Widest offset in use anywhere. */
const OFFSET_LIMIT = 14 * HOUR;
const FIRST_YEAR = 1970;
/** Seconds since 1970 stay below this until the year 5138; milliseconds have been above it since 1973. */
const LEAST_MS = 1e11;
/** A number below means nothing: 0, a counter, 8 digits of a date. */
const LEAST_SECONDS = 1e8;
const MOST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * ms UTC of a time: ISO 8601, with `Z`, an offset or no zone (then it is UTC), to the day, minute, second or finer; or
 * seconds or milliseconds since 1970, as a number or as text. A date alone is its first moment. What no calendar has, and
 * what stands for no time (`0000-00-00`, 0), is a problem. Digits past the milliseconds are cut off.
 */
export function parseTime(value: unknown): Parsed<number> {
  if (typeof value === "number") return fromNumber(value);
  if (typeof value !== "string") return problem(`${showValue(value)} is no time`);
  const text = value.trim();
  if (NUMBER.test(text)) return fromNumber(Number(text));
  return fromText(text);
}

function fromNumber(number: number): Parsed<number> {
  if (!(number >= LEAST_SECONDS)) return problem(`${number} is no time: too small for seconds since 1970`);
  const exact = number < LEAST_MS ? number * 1000 : number;
  if (exact > MOST_MS) return problem(`${number} is no time: too large for milliseconds since 1970`);
  const at = Math.round(exact);
  return Math.abs(exact - at) < 0.001 ? exactly(at) : roughly(at);
}

function fromText(text: string): Parsed<number> {
  const match = ISO.exec(text);
  if (match === null) return problem(`${showValue(text)} is no time`);
  const [, year = "", month = "", day = "", hour = "0", minute, second, fraction, zone] = match;
  const date = startOfDay(Number(year), Number(month), Number(day));
  const clock = clockOf(hour, minute, second, fraction);
  const offset = offsetOf(zone);
  if (date === null || clock === null || offset === null) return problem(`${showValue(text)} is no time`);
  const at = date + clock - offset;
  return isWhole(fraction) ? exactly(at) : roughly(at);
}

/** null for a day that no calendar has. */
function startOfDay(year: number, month: number, day: number): number | null {
  if (year < FIRST_YEAR || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return null;
  return Date.UTC(year, month - 1, day);
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysOf(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && isLeap ? 29 : (DAYS[month - 1] ?? 0);
}

function clockOf(hour: string, minute = "0", second = "0", fraction = ""): number | null {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const ms = fraction === "" ? 0 : Number(fraction.slice(0, 3).padEnd(3, "0"));
  return Number(hour) * HOUR + Number(minute) * MINUTE + Number(second) * 1000 + ms;
}

function offsetOf(zone: string | undefined): number | null {
  if (zone === undefined || zone.toUpperCase() === "Z") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(":", "") || "0");
  const offset = hours * HOUR + minutes * MINUTE;
  if (minutes > 59 || offset > OFFSET_LIMIT) return null;
  return zone.startsWith("-") ? -offset : offset;
}

const isWhole = (fraction = ""): boolean => /^0*$/.test(fraction.slice(3));

/** ms since the day began, of `9:30`, `09:30:00` or finer. */
export function parseTimeOfDay(value: unknown): Parsed<number> {
  const match = typeof value === "string" ? TIME_OF_DAY.exec(value.trim()) : null;
  const [, hour = "", minute, second, fraction] = match ?? [];
  const clock = match === null ? null : clockOf(hour, minute, second, fraction);
  if (clock === null) return problem(`${showValue(value)} is no time of day`);
  return isWhole(fraction) ? exactly(clock) : roughly(clock);
}

/** `09:30` and the like, right or wrong: what is to be read together with a date. */
export const looksLikeTimeOfDay = (value: unknown): boolean =>
  typeof value === "string" && /^\d{1,2}:/.test(value.trim());
