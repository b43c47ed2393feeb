import { type Stats, statSync } from "node:fs";
import type { Reading } from "../../domain/watchdog/findings.ts";
import { describeError, systemCode } from "../../errors.ts";

/** An inode may have 64 bits, more than fit beside the rest. */
const INODE_RANGE = 2 ** 32;

/**
 * A number that is another one whenever something was written to the output log in this folder, and when a new log was
 * begun; 0 before the first.
 */
export const readGrowth = (folder: string): Reading =>
  readStat(
    `${folder}/output.log`,
    ({ size, mtimeMs, ino }) => size + Math.trunc(mtimeMs) + (ino % INODE_RANGE),
  );

/** How large the file is; 0 for none, and before it is there. */
export const readBytes = (path: string | null): Reading =>
  path === null ? 0 : readStat(path, ({ size }) => size);

function readStat(path: string, read: (stats: Stats) => number): Reading {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats ? read(stats) : 0;
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return { unknown: describeError(error) };
  }
}
