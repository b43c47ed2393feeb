import { closeSync, openSync, readSync, statSync } from "node:fs";
import { basename } from "node:path";
import { describeError, type OverstoryError, systemCode, usageError } from "../../errors.ts";

/** A place that there is nothing at, or nothing that could be followed. */
const ABSENT = ["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG"];

export type Look = "file" | "folder" | "absent";

/** What is at a place; links are followed, and one that leads nowhere or in a circle is nothing. Throws `usage`. */
export function lookAt(path: string): Look {
  const stats = attempt(path, () => statSync(path));
  if (stats === null) return "absent";
  return stats.isDirectory() ? "folder" : stats.isFile() ? "file" : "absent";
}

/** The first bytes of a file; null when there is none at that place. Throws `usage` when it cannot be read. */
export function readHead(path: string, bytes: number): Uint8Array | null {
  if (lookAt(path) !== "file") return null;
  return attempt(path, () => {
    const file = openSync(path, "r");
    try {
      const head = new Uint8Array(bytes);
      return head.subarray(0, readSync(file, head));
    } finally {
      closeSync(file);
    }
  });
}

function attempt<T>(path: string, work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (ABSENT.includes(systemCode(error) ?? "")) return null;
    throw unreadable(path, error);
  }
}

export const unreadable = (path: string, error: unknown): OverstoryError =>
  usageError(
    `${basename(path)} cannot be read: ${describeError(error)}`,
    "nothing was imported; make it readable, or name another source",
  );
