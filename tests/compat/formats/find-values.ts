import type { MappedRecord } from "../../../src/compat/record.ts";
import { parseTime } from "../../../src/domain/import/parse-time.ts";

const DAY = 24 * 60 * 60_000;

/** Every plain value in something, however deep; what is text that holds JSON is looked into, too. */
export function* leavesOf(value: unknown): Generator<string | number | boolean> {
  if (typeof value === "object" && value !== null) {
    for (const inside of Object.values(value)) yield* leavesOf(inside);
    return;
  }
  if (typeof value === "string" && /^\s*[[{]/.test(value)) {
    try {
      yield* leavesOf(JSON.parse(value));
      return;
    } catch {
      // No JSON after all: then it is a text like any other.
    }
  }
  if (typeof value === "string" && value.trim() !== "") yield value;
  if (typeof value === "number" || typeof value === "boolean") yield value;
}

/** Values of a row that are neither in its records nor in what they became there: a time, a number of another unit. */
export function findLost(raw: unknown, records: readonly MappedRecord[]): unknown[] {
  if (records.some(({ kind }) => kind === "extra")) return []; // kept as it is
  const leaves = [...leavesOf(records)];
  const texts = new Set(leaves.map((leaf) => String(leaf).toLowerCase()));
  const numbers = leaves.filter((leaf) => typeof leaf === "number");
  return [...leavesOf(raw)].filter(
    (value) =>
      !texts.has(String(value).toLowerCase()) && !isTimeOf(value, numbers) && !isPartOf(value, texts),
  );
}

function isTimeOf(value: unknown, numbers: readonly number[]): boolean {
  const time = parseTime(value);
  if ("value" in time && numbers.some((number) => number === time.value || sameDay(number, time.value)))
    return true;
  const clock = parseTime(`2026-01-01 ${String(value).padStart(8, "0")}`);
  if ("value" in clock && numbers.some((number) => number % DAY === clock.value % DAY)) return true;
  return (
    Number.isFinite(Number(value)) &&
    numbers.some((number) => number === Number(value) || number === Number(value) * 1000)
  );
}

/** A day and a time of it have become one time. */
const sameDay = (number: number, day: number): boolean => day % DAY === 0 && number - (number % DAY) === day;

/** `agents:12` holds the number of the agent. */
const isPartOf = (value: unknown, texts: ReadonlySet<string>): boolean =>
  [...texts].some((text) => text.endsWith(`:${value}`));
