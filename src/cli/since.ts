import { parseDuration } from "../duration.ts";
import { OverstoryError, usageError } from "../errors.ts";

/** A time, or a duration before `now`; as ISO 8601. Throws `usage`. */
export function readSince(text: string, now: number): string {
  const ago = readAgo(text.replace(/\s*ago$/, ""));
  const time = ago === undefined ? Date.parse(text) : now - ago;
  if (!Number.isFinite(time))
    throw usageError(
      `--since: ${JSON.stringify(text)} is neither a duration nor a time`,
      "write it as 10m, 2h or 2026-01-31T12:00:00Z",
    );
  return new Date(time).toISOString();
}

function readAgo(text: string): number | undefined {
  try {
    return parseDuration(text, "--since");
  } catch (error) {
    if (error instanceof OverstoryError) return undefined;
    throw error;
  }
}
