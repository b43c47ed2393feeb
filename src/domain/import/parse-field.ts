import { parseJson } from "./parse-json.ts";
import { exactly, type Parsed, problem, showValue } from "./parsed.ts";

/** What a source calls a thing → what we call it. Keys are in lower case. */
export type WordTable<T> = Readonly<Record<string, T>>;

export function parseText(value: unknown): Parsed<string> {
  if (typeof value === "string")
    return value.isWellFormed() ? exactly(value) : problem(`${showValue(value)} holds half a character`);
  return typeof value === "number" ? exactly(String(value)) : problem(`${showValue(value)} is no text`);
}

export function parseWord<T>(table: WordTable<T>, value: unknown): Parsed<T> {
  const word = typeof value === "string" ? value.trim().toLowerCase() : "";
  const found = Object.hasOwn(table, word) ? table[word] : undefined;
  if (found !== undefined) return exactly(found);
  return problem(`${showValue(value)} is none of ${Object.keys(table).join(", ")}`);
}

/** What is text holds JSON. */
function parseStructure(value: unknown): Parsed<unknown> {
  return typeof value === "string" ? parseJson(value) : exactly(value);
}

export function parseObject(value: unknown): Parsed<Record<string, unknown>> {
  const parsed = parseStructure(value);
  if ("problem" in parsed) return parsed;
  if (isRecord(parsed.value)) return exactly(parsed.value);
  // Some programs write an empty object as null or as an empty list.
  const isEmpty = parsed.value === null || (Array.isArray(parsed.value) && parsed.value.length === 0);
  return isEmpty ? exactly({}) : problem(`${showValue(parsed.value)} is no object`);
}

export function parseList(value: unknown): Parsed<unknown[]> {
  const parsed = parseStructure(value);
  if ("problem" in parsed) return parsed;
  if (Array.isArray(parsed.value)) return exactly(parsed.value);
  return parsed.value === null ? exactly([]) : problem(`${showValue(parsed.value)} is no list`);
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Absent, null and blank are one. */
export const isAbsent = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === "string" && value.trim() === "");
