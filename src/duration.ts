import { usageError } from "./errors.ts";

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

/** A duration in words for people: `0s`, `8s`, `4m 10s`, `2h 05m`, `3d 4h`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [d, h, m, s] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ];
  if (d > 0) return `${d}d ${h}h`;
  if (h > 0) return `${h}h ${String(m).padStart(2, "0")}m`;
  if (m > 0) return `${m}m ${String(s).padStart(2, "0")}s`;
  return `${s}s`;
}
