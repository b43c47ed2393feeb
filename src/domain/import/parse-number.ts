import { exactly, type Parsed, problem, roughly, showValue } from "./parsed.ts";

const DECIMAL = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** A number, or the text of one. */
export function parseNumber(value: unknown): Parsed<number> {
  const number = typeof value === "string" && DECIMAL.test(value.trim()) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number))
    return problem(`${showValue(value)} is no number`);
  return exactly(number);
}

/** A whole number from `least` up that a number can hold exactly, or the text of one. */
export function parseWhole(value: unknown, least: number): Parsed<number> {
  const parsed = parseNumber(value);
  if ("problem" in parsed) return parsed;
  if (!Number.isSafeInteger(parsed.value)) return problem(`${showValue(value)} is no whole number`);
  return parsed.value >= least ? parsed : problem(`${showValue(value)} is less than ${least}`);
}

/** ms, of a number of seconds. */
export function parseSeconds(value: unknown): Parsed<number> {
  const parsed = parseNumber(value);
  if ("problem" in parsed) return parsed;
  const exact = parsed.value * 1000;
  if (!(exact >= 0 && exact <= Number.MAX_SAFE_INTEGER)) return problem(`${showValue(value)} is no duration`);
  const ms = Math.round(exact);
  return Math.abs(exact - ms) < 0.001 ? exactly(ms) : roughly(ms);
}

const TRUE = ["true", "1", "yes"];
const FALSE = ["false", "0", "no"];

/** A truth value, as JSON, SQLite or YAML write one. */
export function parseFlag(value: unknown): Parsed<boolean> {
  const word = typeof value === "object" ? "" : String(value).trim().toLowerCase();
  if (TRUE.includes(word)) return exactly(true);
  return FALSE.includes(word) ? exactly(false) : problem(`${showValue(value)} is neither true nor false`);
}
