import { closeSync, fstatSync, lstatSync, openSync, readFileSync, readSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { systemCode } from "../errors.ts";
import { namesIn } from "../names-in.ts";

/** One line of an index. `isHeard`: the file is what a hook handed over to the model, and no event. */
export type SpoolLine = { event: string; file: string } | { isHeard: true; file: string } | { torn: string };

export interface SpoolLines {
  lines: SpoolLine[];
  /** Where the next line begins, in bytes. */
  next: number;
}

/** What a hook call got. */
export type SpoolPayload =
  | { payload: unknown; at: number }
  /** It cannot be read, or is no JSON: why. */
  | { trouble: string; at: number | null };

/** No path leads out of the folder, and none to the index. */
const LINE = /^([A-Za-z][A-Za-z0-9_.:-]*) ([A-Za-z0-9][A-Za-z0-9_.+-]*)$/;
const HEARD = "read";
/** A few hundred calls: as much as one transaction takes in. */
const BATCH_BYTES = 8 * 1024;
/** What they may have got together; one call alone may have more. */
const BATCH_PAYLOAD_BYTES = 4 * 1024 * 1024;
const PAYLOAD_LIMIT = 64 * 1024 * 1024;
const NEWLINE = 10;

/**
 * The whole lines of an index from a byte on, as many as one transaction may take in; a last line without an end is left for
 * later. An index that has become shorter was begun anew, and is read from its beginning. Nothing of one that is not there.
 */
export function readSpool(index: string, from: number): SpoolLines {
  const descriptor = openIfThere(index);
  if (descriptor === null) return { lines: [], next: from };
  try {
    const { size } = fstatSync(descriptor);
    return readLines(descriptor, size < from ? 0 : from, dirname(index));
  } finally {
    closeSync(descriptor);
  }
}

function readLines(descriptor: number, from: number, folder: string): SpoolLines {
  const buffer = Buffer.alloc(BATCH_BYTES);
  const bytes = buffer.subarray(0, readSync(descriptor, buffer, 0, BATCH_BYTES, from));
  // A line that fills all of it is none of a hook's: it is passed over piece by piece.
  if (bytes.length === BATCH_BYTES && !bytes.includes(NEWLINE))
    return { lines: [{ torn: bytes.toString("utf8", 0, 80) }], next: from + bytes.length };
  const lines: SpoolLine[] = [];
  let next = 0;
  let payloadBytes = 0;
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, next)) {
    const line = toLine(bytes.toString("utf8", next, end));
    payloadBytes += "file" in line ? sizeOf(join(folder, line.file)) : 0;
    if (payloadBytes > BATCH_PAYLOAD_BYTES && lines.length > 0) break;
    lines.push(line);
    next = end + 1;
  }
  return { lines, next: from + next };
}

const sizeOf = (path: string): number => lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;

function toLine(text: string): SpoolLine {
  const [, event, file] = LINE.exec(text) ?? [];
  if (event === undefined || file === undefined) return { torn: text.slice(0, 80) };
  return event === HEARD ? { isHeard: true, file } : { event, file };
}

/** Reads one payload; the time is when the hook had written it, ms UTC. */
export function readPayload(folder: string, file: string): SpoolPayload {
  const path = join(folder, file);
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return { trouble: "its file is gone", at: null };
  const at = Math.trunc(stat.mtimeMs);
  // A pipe would be waited for without end.
  if (!stat.isFile()) return { trouble: "it is no file", at };
  if (stat.size > PAYLOAD_LIMIT) return { trouble: `it has ${stat.size} bytes`, at };
  try {
    return { payload: JSON.parse(readFileSync(path, "utf8")), at };
  } catch (error) {
    if (error instanceof SyntaxError) return { trouble: "it is no JSON", at };
    if (systemCode(error) === undefined) throw error;
    return { trouble: `it cannot be read (${systemCode(error)})`, at };
  }
}

export function removePayloads(folder: string, files: readonly string[]): void {
  for (const file of files) rmSync(join(folder, file), { recursive: true, force: true });
}

/** Files of the folder that lie there since before that time (ms UTC), but for the index and those to be kept. */
export function listOldFiles(folder: string, before: number, keep: ReadonlySet<string>): string[] {
  return namesIn(folder).filter((name) => {
    if (keep.has(name)) return false;
    const stat = lstatSync(join(folder, name), { throwIfNoEntry: false });
    return stat !== undefined && stat.mtimeMs < before;
  });
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, "r");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
}
