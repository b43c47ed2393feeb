import { readFileSync } from "node:fs";
import { describeError, systemCode } from "../errors.ts";
import type { ProcessRow } from "./process-row.ts";

/** R: on a core or waiting for one; D, on macOS U: waiting for a disk. */
const RUNNING = ["R", "D", "U"];

export const isAnyRunning = (rows: readonly ProcessRow[]): boolean =>
  rows.some(({ state, ended }) => !ended && RUNNING.includes(state));

/** CPU time of these processes and of the children they have waited for, ms. */
export const cpuMsOf = (rows: readonly ProcessRow[]): number =>
  rows.reduce((sum, { cpuMs }) => sum + cpuMs, 0);

/**
 * Bytes that these processes, and the children they have waited for, have read and written, caches and terminals
 * included. One that may not be seen (a `sudo`, say) is left out; unknown only when none may. Always 0 on macOS, which
 * keeps no such count.
 */
export function readIoBytes(rows: readonly ProcessRow[]): number | { unknown: string } {
  if (process.platform !== "linux") return 0;
  const readings = rows.map(({ pid, ended }) => (ended ? 0 : ioBytesOf(pid)));
  const known = readings.filter((bytes) => typeof bytes === "number");
  const unseen = readings.find((bytes) => typeof bytes !== "number");
  return known.length === 0 && unseen ? unseen : known.reduce((sum, bytes) => sum + bytes, 0);
}

/** 0 for a process that has ended meanwhile. */
function ioBytesOf(pid: number): number | { unknown: string } {
  try {
    const text = readFileSync(`/proc/${pid}/io`, "latin1");
    const [, read, written] = /^rchar: (\d+)\nwchar: (\d+)$/m.exec(text) ?? [];
    return read && written ? Number(read) + Number(written) : { unknown: `/proc/${pid}/io has another form` };
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined) throw error;
    return code === "ENOENT" || code === "ESRCH" ? 0 : { unknown: describeError(error) };
  }
}
