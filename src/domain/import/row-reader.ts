import { isAbsent, parseList, parseObject, parseText, parseWord, type WordTable } from "./parse-field.ts";
import { parseFlag, parseNumber, parseSeconds, parseWhole } from "./parse-number.ts";
import { DAY, looksLikeTimeOfDay, parseTime, parseTimeOfDay } from "./parse-time.ts";
import { type Parsed, problem, showValue } from "./parsed.ts";

/** A field that keeps its row from being taken in. Never leaves `mapRow`. */
export class FieldFault extends Error {
  readonly field: string;

  /** @param reason `"0000-00-00" is no time` */
  constructor(field: string, reason: string) {
    super(reason);
    this.name = "FieldFault";
    this.field = field;
  }
}

/** Setting this name would change what the object inherits. */
const PLAIN = { enumerable: true, writable: true, configurable: true };

/**
 * Reads the fields of one row, each by the names it has had, the first with a value counts. Absent, null and blank are one:
 * null, or a fault where it says `required`. What was not read, and what lost something in the reading, is in `rest()`.
 */
export class RowReader {
  readonly #row: Readonly<Record<string, unknown>>;
  readonly #prefix: string;
  readonly #taken = new Set<string>();

  /** @param prefix what its field names have before them in a fault: `history[2].` */
  constructor(row: Readonly<Record<string, unknown>>, prefix = "") {
    this.#row = row;
    this.#prefix = prefix;
  }

  text(...names: string[]): string | null {
    return this.#read(names, parseText);
  }

  /** A text that need not be one: null for what is none. It stays in the rest. */
  peek(name: string): string | null {
    const value = Object.hasOwn(this.#row, name) ? this.#row[name] : null;
    const parsed = isAbsent(value) ? null : parseText(value);
    return parsed !== null && "value" in parsed ? parsed.value : null;
  }

  requiredText(...names: string[]): string {
    return this.text(...names) ?? this.#missing(names);
  }

  /** ms UTC, see `parseTime`. */
  time(...names: string[]): number | null {
    return this.#read(names, parseTime);
  }

  requiredTime(...names: string[]): number {
    return this.time(...names) ?? this.#missing(names);
  }

  /**
   * ms UTC of a field that holds a time of day, or a whole time.
   *
   * @param day when the day it belongs to began, ms UTC; null when that is not known
   * @param after when that is later than the time, it is the time of the next day
   */
  timeOnDay(name: string, day: number | null, after?: number): number | null {
    return this.#read([name], (value) => {
      if (!looksLikeTimeOfDay(value)) return parseTime(value);
      const clock = parseTimeOfDay(value);
      if ("problem" in clock) return clock;
      if (day === null) return problem(`${showValue(value)} is a time of a day that is not known`);
      const at = day + clock.value;
      return { value: after !== undefined && at < after ? at + DAY : at, isExact: clock.isExact };
    });
  }

  /** A whole number, 0 or more. */
  count(...names: string[]): number | null {
    return this.#read(names, (value) => parseWhole(value, 0));
  }

  number(...names: string[]): number | null {
    return this.#read(names, parseNumber);
  }

  /** ms, of a field in seconds. */
  seconds(...names: string[]): number | null {
    return this.#read(names, parseSeconds);
  }

  flag(...names: string[]): boolean | null {
    return this.#read(names, parseFlag);
  }

  /** A word of a table; case does not matter. The word itself stays in the rest, since several may mean the same. */
  word<T>(table: WordTable<T>, ...names: string[]): T | null {
    const found = this.#read(names, (value) => parseWord(table, value));
    this.keep(...names);
    return found;
  }

  requiredWord<T>(table: WordTable<T>, ...names: string[]): T {
    return this.word(table, ...names) ?? this.#missing(names);
  }

  /** An object, or the JSON text of one; empty when there is none. */
  object(...names: string[]): Record<string, unknown> {
    return this.#read(names, parseObject) ?? {};
  }

  /** A list, or the JSON text of one; empty when there is none. */
  list(...names: string[]): unknown[] {
    return this.#read(names, parseList) ?? [];
  }

  /** Leaves fields in the rest, although they were read. */
  keep(...names: string[]): void {
    for (const name of names) this.#taken.delete(name);
  }

  /** Leaves fields out of the rest: all that they say has its place. */
  take(...names: string[]): void {
    for (const name of names) this.#taken.add(name);
  }

  refuse(field: string, reason: string): never {
    throw new FieldFault(this.#prefix + field, reason);
  }

  /** What has no place of its own, as it is in the source; nothing that is absent, null or blank. */
  rest(): Record<string, unknown> {
    const rest: Record<string, unknown> = {};
    // A loop: this is called for each of a million rows.
    for (const name of Object.keys(this.#row)) {
      const value = this.#row[name];
      if (this.#taken.has(name) || isAbsent(value)) continue;
      if (name === "__proto__") Object.defineProperty(rest, name, { value, ...PLAIN });
      else rest[name] = value;
    }
    return rest;
  }

  #read<T>(names: string[], parse: (value: unknown) => Parsed<T>): T | null {
    const name = names.find((one) => Object.hasOwn(this.#row, one) && !isAbsent(this.#row[one]));
    if (name === undefined) return null;
    const parsed = parse(this.#row[name]);
    if ("problem" in parsed) this.refuse(name, parsed.problem);
    if (parsed.isExact) this.#taken.add(name);
    return parsed.value;
  }

  #missing(names: string[]): never {
    this.refuse(names[0] ?? "", "is missing");
  }
}
