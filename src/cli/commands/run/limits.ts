import { usageError } from "../../../errors.ts";
import { BETWEEN } from "../../arguments.ts";

/** A whole number from 1 to `most`; undefined when the option is absent. Throws `usage` naming the option. */
export function readCount(option: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (!/^[1-9]\d*$/.test(text) || count > most)
    throw usageError(`${option}: must be a whole number from 1 to ${most}, not "${text}"`);
  return count;
}

/** Dollars: `20`, `0.50`. */
export function readAmount(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const amount = /^\$?\d+(\.\d+)?$/.test(text) ? Number(text.replace("$", "")) : 0;
  if (amount <= 0) throw usageError(`${option}: must be an amount in dollars like 20 or 0.50, not "${text}"`);
  return amount;
}

const UNITS: Record<string, number> = { "": 1, k: 1000, m: 1_000_000 };

/** `500000`, `500k`, `2M`. */
export function readTokens(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?)([km]?)$/i.exec(text) ?? [];
  const tokens = Math.round(Number(digits ?? 0) * (UNITS[unit.toLowerCase()] ?? 0));
  if (tokens < 1 || !Number.isSafeInteger(tokens))
    throw usageError(`${option}: must be a number of tokens like 500000, 500k or 2M, not "${text}"`);
  return tokens;
}

/** The values of an option that may be given more than once; undefined when it is absent. */
export const repeated = (text: string | undefined): string[] | undefined => text?.split(BETWEEN);
