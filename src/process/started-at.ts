import { readFileSync } from "node:fs";
import type { ProcessIdentity } from "../domain/session.ts";

/** USER_HZ is 100 on every architecture that Bun runs on. */
const TICK_MS = 10;

/** When that process began, ms UTC, to the second or so; null when it cannot be told. */
export function startedAt({ startTime }: ProcessIdentity): number | null {
  const ticks = /^(\d+)@/.exec(startTime)?.[1];
  const time = ticks === undefined ? Date.parse(`${startTime} UTC`) : bootTime() + Number(ticks) * TICK_MS;
  return Number.isNaN(time) ? null : time;
}

function bootTime(): number {
  const seconds = /^btime (\d+)$/m.exec(readFileSync("/proc/stat", "latin1"))?.[1];
  return seconds === undefined ? Number.NaN : Number(seconds) * 1000;
}
