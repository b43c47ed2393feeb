import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { OverstoryError, usageError } from "../../errors.ts";
import { lookAt } from "../sources/look.ts";
import { isSqlite } from "../sources/sqlite-file.ts";
import { readSchema, type Schema } from "../sources/sqlite-schema.ts";

/** The first of some places, relative to a folder, that there is a file at; null when there is none. */
export function findFile(folder: string, ...places: string[]): string | null {
  return places.map((place) => join(folder, place)).find((path) => lookAt(path) === "file") ?? null;
}

/** A folder itself where it has that name already, else the one of that name in it. */
export const folderCalled = (path: string, name: string): string =>
  basename(path) === basename(name) ? path : join(path, name);

const DATABASE = /\.(db|sqlite|sqlite3)$/i;

/** The databases right in a folder, by name. */
export const listDatabases = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => DATABASE.test(name))
    .toSorted()
    .map((name) => join(folder, name))
    .filter((path) => isSqlite(path));

/**
 * The database at a place: the file itself, or the one right in the folder, or in one of some folders below it, that
 * `isOurs` knows by its tables; null when there is none. Throws `usage` when there are several, or the file that was named
 * cannot be read.
 */
export function findDatabase(
  path: string,
  isOurs: (schema: Schema) => boolean,
  ...below: string[]
): string | null {
  if (lookAt(path) === "file") {
    const schema = readSchema(path);
    return schema !== null && isOurs(schema) ? path : null;
  }
  const folders = ["", ...below]
    .map((name) => join(path, name))
    .filter((folder) => lookAt(folder) === "folder");
  const found = folders.flatMap(listDatabases).filter((file) => fits(file, isOurs));
  if (found.length > 1)
    throw usageError(
      `${path} holds several databases: ${found.map((file) => basename(file)).join(", ")}`,
      "name the one to import",
    );
  return found[0] ?? null;
}

/** One that cannot be read, and that nobody asked for, is not ours. */
function fits(file: string, isOurs: (schema: Schema) => boolean): boolean {
  try {
    const schema = readSchema(file);
    return schema !== null && isOurs(schema);
  } catch (error) {
    if (!(error instanceof OverstoryError)) throw error;
    return false;
  }
}
