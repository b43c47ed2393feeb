import { statSync } from "node:fs";
import type { Reading } from "../../domain/watchdog/findings.ts";
import { describeError, systemCode } from "../../errors.ts";

/** An inode may have 64 bits, more than fit beside the rest. */
const INODE_RANGE = 2 ** 32;

/**
 * A number that is another one whenever something was written to the output log in this folder, and when a new log was
 * begun; 0 before the first.
 */
export function readGrowth(folder: string): Reading {
  try {
    const log = statSync(`${folder}/output.log`, { throwIfNoEntry: false });
    return log ? log.size + Math.trunc(log.mtimeMs) + (log.ino % INODE_RANGE) : 0;
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return { unknown: describeError(error) };
  }
}
