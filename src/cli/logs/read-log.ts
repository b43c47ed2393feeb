import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { systemCode } from "../../errors.ts";

/** Where in which file a reader of a session's output stands. */
export interface LogPosition {
  /** Of output.log; undefined while there is none. */
  inode: number | undefined;
  bytes: number;
}

export const logFile = (folder: string): string => join(folder, "output.log");

/** Everything that is kept of a session's output: the part before the last rotation and the one since. */
export function readLog(folder: string): { bytes: Buffer; position: LogPosition } {
  const before = readIfThere(join(folder, "output.1.log"));
  const inode = statSync(logFile(folder), { throwIfNoEntry: false })?.ino;
  const now = readIfThere(logFile(folder));
  return { bytes: Buffer.concat([before, now]), position: { inode, bytes: now.length } };
}

/** The end of a text that holds its last `count` lines. */
export function lastLines(bytes: Buffer, count: number): Buffer {
  const newline = 10;
  let start = bytes.at(-1) === newline ? bytes.length - 1 : bytes.length;
  for (let left = count; left > 0; left--) {
    const before = start === 0 ? -1 : bytes.lastIndexOf(newline, start - 1);
    if (before < 0) return bytes;
    start = before;
  }
  return bytes.subarray(start + 1);
}

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}
