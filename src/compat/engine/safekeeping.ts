import { constants, copyFileSync, cpSync, existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { OverstoryError } from "../../errors.ts";
import { copyDatabase } from "../../store/backup.ts";
import { hasWork } from "../../store/imports.ts";
import type { Store } from "../../store/store.ts";

/** What an import needs beside the copies: the rows, and the rows as they were, in the log and then in the database. */
const ROOM_PER_SOURCE_BYTE = 5;
/** A copy of the database and the compact copy of it. */
const ROOM_PER_DATABASE_BYTE = 2.2;

export interface SafeCopies {
  /** null when there was nothing to copy. */
  backup: string | null;
  sourceCopy: string;
}

/** Throws `conflict` when the disk has no room for the import and its copies. */
export async function requireRoom(
  folder: string,
  databaseBytes: number,
  files: readonly string[],
): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { bavail, bsize } = await statfs(folder);
  const sourceBytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const needed = databaseBytes * ROOM_PER_DATABASE_BYTE + sourceBytes * ROOM_PER_SOURCE_BYTE;
  const free = bavail * bsize;
  if (free >= needed) return;
  throw new OverstoryError(
    "conflict",
    `${folder} has ${mebibytes(free)} free; the import needs ${mebibytes(needed)}; nothing was imported`,
    { hint: "make room on that disk" },
  );
}

/** Copies the database, when it holds work, and the source's files into a folder of the import. */
export async function keepSafe(store: Store, folder: string, files: readonly string[]): Promise<SafeCopies> {
  // What an import of this key has left that did not come to its end.
  rmSync(folder, { recursive: true, force: true });
  const sourceCopy = join(folder, "source");
  mkdirSync(sourceCopy, { recursive: true, mode: 0o700 });
  const backup = hasWork(store.db) ? join(folder, "before.db") : null;
  if (backup !== null) await copyDatabase(store, backup);
  const top = commonFolder(files);
  for (const file of files) copyInto(file, join(sourceCopy, relative(top, file)));
  return { backup, sourceCopy };
}

export const dropCopies = (folder: string): void => rmSync(folder, { recursive: true, force: true });

function copyInto(file: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  if (statSync(file).isDirectory()) cpSync(file, target, { recursive: true });
  else copyFileSync(file, target, constants.COPYFILE_FICLONE);
}

/** The folder that all of them are in. */
function commonFolder(files: readonly string[]): string {
  let folder = dirname(files[0] ?? "/");
  while (folder !== "/" && !files.every((file) => file.startsWith(`${folder}/`))) folder = dirname(folder);
  return folder;
}

export const databaseBytes = (path: string): number =>
  ["", "-wal"].reduce(
    (sum, suffix) => sum + (existsSync(path + suffix) ? statSync(path + suffix).size : 0),
    0,
  );

const mebibytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;
