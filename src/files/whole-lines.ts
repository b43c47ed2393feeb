import { type FileHandle, open } from "node:fs/promises";
import { systemCode } from "../errors.ts";

const CHUNK_BYTES = 4 * 1024 * 1024;
const NEWLINE = 10;

export interface WholeLines {
  lines: string[];
  /** Where the next one begins, in bytes. */
  next: number;
}

/**
 * The whole lines of a file between two bytes, a few megabytes at a time; a last line without an end is left for later. Nothing
 * of a file that is not there.
 */
export async function* readWholeLines(path: string, from: number, to: number): AsyncGenerator<WholeLines> {
  const file = await openIfThere(path);
  if (file === null) return;
  try {
    let next = from;
    for (;;) {
      const bytes = await readToLineEnd(file, next, to);
      if (bytes === null) return;
      next += bytes.length;
      yield { lines: bytes.subarray(0, -1).toString("utf8").split("\n"), next };
    }
  } finally {
    await file.close();
  }
}

/** At least one line, with its end; null when there is no whole one. */
async function readToLineEnd(file: FileHandle, from: number, to: number): Promise<Buffer | null> {
  for (let most = CHUNK_BYTES; ; most *= 2) {
    const size = Math.min(most, to - from);
    if (size <= 0) return null;
    const chunk = Buffer.alloc(size);
    const { bytesRead } = await file.read(chunk, 0, size, from);
    const end = chunk.subarray(0, bytesRead).lastIndexOf(NEWLINE);
    if (end >= 0) return chunk.subarray(0, end + 1);
    if (bytesRead < most) return null;
  }
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, "r");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
}
