import { readFileSync } from "node:fs";
import { join } from "node:path";
import { listOldFiles, readSpool, removePayloads } from "../../files/spool.ts";
import type { Logger } from "../../log.ts";
import { pidIsTaken } from "../../process/identity.ts";
import { SPOOL_EVENTS, SPOOL_INDEX, SPOOL_NOTICES } from "../../runtimes/hook-line.ts";

/** Files are named for the processes that write them. */
const WRITER = /^\d+/;
/** A hook writes its file and its line within milliseconds, and may be in a sandbox that has pids of its own. */
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
 * that were killed before they were done. Whatever a process that still runs has written stays: it may have been stopped, with
 * the whole machine or alone, before it could write its line.
 */
export function sweepSpool({ folder, taken, now, log }: SweptSpool): void {
  const left = listOldFiles(folder, now - KEPT_MS, new Set(KEPT)).filter((file) => !isWritten(file));
  const index = join(folder, SPOOL_INDEX);
  // What is not taken in yet may name any of them. Asked after their writers, which may have ended with such a line.
  if (left.length === 0 || readSpool(index, taken).lines.length > 0) return;
  const lines = readFileSync(index, "utf8");
  const killed = left.filter((file) => !lines.includes(` ${file}\n`));
  removePayloads(folder, left);
  if (killed.length > 0) log.warn(`${killed.length} hooks were ended before they were done, in ${folder}`);
  log.debug(`${left.length} files that were left in ${folder} are removed`);
}

function isWritten(file: string): boolean {
  const [pid] = WRITER.exec(file) ?? [];
  return pid !== undefined && pidIsTaken(Number(pid));
}
