import { usageError } from "./errors.ts";

export { formatDuration } from "./domain/format-duration.ts";

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/y;

/** Reads `90s`, `1h30m`, `250ms` or a plain number of seconds; answers milliseconds. Throws `usage` naming the field. */
export function parseDuration(text: string | number, field: string): number {
  const wrong = () =>
    usageError(`${field}: "${text}" is not a duration`, "write it as 30s, 10m, 1h30m or 500ms");
  if (typeof text === "number") {
    if (!Number.isFinite(text) || text < 0) throw wrong();
    return Math.round(text * 1000);
  }
  const source = text.trim();
  if (/^\d+(\.\d+)?$/.test(source)) return Math.round(Number(source) * 1000);
  let total = 0;
  let end = 0;
  PART.lastIndex = 0;
  for (let part = PART.exec(source); part; part = PART.exec(source)) {
    total += Number(part[1]) * UNIT_MS[part[2] as keyof typeof UNIT_MS];
    end = PART.lastIndex;
  }
  if (source === "" || end !== source.length) throw wrong();
  return Math.round(total);
}
