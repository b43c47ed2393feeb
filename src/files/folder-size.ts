import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "../errors.ts";

export interface FolderSize {
  /** As the disk counts them, so that sparse and small files weigh what they take. */
  bytes: number;
  files: number;
}

const BLOCK = 512;
const AT_ONCE = 64;

/** What a file or folder takes, without following links. Nothing for one that is not there; what goes meanwhile is left out. */
export async function sizeOf(path: string): Promise<FolderSize> {
  const total: FolderSize = { bytes: 0, files: 0 };
  for (let level = [path]; level.length > 0; ) {
    const next: string[] = [];
    for (let from = 0; from < level.length; from += AT_ONCE) {
      const inner = await Promise.all(level.slice(from, from + AT_ONCE).map((one) => weigh(one, total)));
      next.push(...inner.flat());
    }
    level = next;
  }
  return total;
}

/** Adds it to the total, and answers what is in it. */
async function weigh(path: string, total: FolderSize): Promise<string[]> {
  try {
    const stat = await lstat(path);
    total.bytes += stat.blocks * BLOCK;
    if (!stat.isDirectory()) {
      total.files += 1;
      return [];
    }
    return (await readdir(path)).map((name) => join(path, name));
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EACCES"].includes(systemCode(error) ?? "")) return [];
    throw error;
  }
}
