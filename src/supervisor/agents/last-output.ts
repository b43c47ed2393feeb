import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { oneLine } from "../../domain/agent/one-line.ts";
import type { Session } from "../../domain/session.ts";
import { systemCode } from "../../errors.ts";
import { type ProjectPaths, sessionLogs } from "../../paths.ts";

const TAIL_BYTES = 8192;
const LENGTH = 160;

/**
 * What an agent that ended before it took a prompt wrote last: a login that is missing, a service that does not answer. Nothing for
 * one that came to life, or that ended well.
 */
export function lastOutput(paths: ProjectPaths, { key, state, exitCode }: Session): string[] {
  if (exitCode === null || exitCode === 0 || state !== "booting") return [];
  const words = lastLine(readTail(join(sessionLogs(paths, key), "output.log")));
  return words === "" ? [] : [`its last words: ${words}`];
}

function lastLine(text: string): string {
  const lines = Bun.stripANSI(text)
    .split(/[\r\n]+/)
    .map((line) => oneLine(line, LENGTH))
    .filter((line) => /\p{L}{3}/u.test(line));
  return lines.at(-1) ?? "";
}

function readTail(path: string): string {
  try {
    const file = openSync(path, "r");
    try {
      const from = Math.max(0, fstatSync(file).size - TAIL_BYTES);
      const buffer = Buffer.alloc(TAIL_BYTES);
      return buffer.toString("utf8", 0, readSync(file, buffer, 0, TAIL_BYTES, from));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return "";
  }
}
