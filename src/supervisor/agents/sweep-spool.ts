import { readFileSync } from "node:fs";
import { join } from "node:path";
import { listOldFiles, readSpool, removePayloads } from "../../files/spool.ts";
import type { Logger } from "../../log.ts";
import { SPOOL_EVENTS, SPOOL_INDEX, SPOOL_NOTICES } from "../../runtimes/hook-line.ts";

/** A hook writes its file and its line within milliseconds. */
const KEPT_MS = 60_000;
const KEPT = [SPOOL_INDEX, SPOOL_NOTICES, SPOOL_EVENTS];

export interface SweptSpool {
  folder: string;
  /** How far its index was taken in, in bytes. */
  taken: number;
  /** ms UTC */
  now: number;
  log: Pick<Logger, "warn" | "debug">;
}

/**
 * Removes what no line of the index will ever name: files of calls that a daemon had taken in when it died, and those of hooks
 * that were killed before they were done.
 */
export function sweepSpool({ folder, taken, now, log }: SweptSpool): void {
  const left = listOldFiles(folder, now - KEPT_MS, new Set(KEPT));
  const index = join(folder, SPOOL_INDEX);
  // What is not taken in yet may name any of them.
  if (left.length === 0 || readSpool(index, taken).lines.length > 0) return;
  const lines = readFileSync(index, "utf8");
  const killed = left.filter((file) => !lines.includes(` ${file}\n`));
  removePayloads(folder, left);
  if (killed.length > 0) log.warn(`${killed.length} hooks were ended before they were done, in ${folder}`);
  log.debug(`${left.length} files that were left in ${folder} are removed`);
}
