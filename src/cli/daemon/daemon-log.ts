import { readFileSync, statSync } from "node:fs";
import type { ProjectPaths } from "../../paths.ts";

const TAIL_LINES = 10;

/** Bytes in the daemon's log; 0 when there is none yet. */
export const logSize = ({ daemonLog }: ProjectPaths): number =>
  statSync(daemonLog, { throwIfNoEntry: false })?.size ?? 0;

/** The last lines of the daemon's log past `start` (bytes). */
export function logTail(paths: ProjectPaths, start: number): string[] {
  if (logSize(paths) <= start) return [];
  const text = readFileSync(paths.daemonLog).subarray(start).toString();
  return text.trimEnd().split("\n").slice(-TAIL_LINES);
}
