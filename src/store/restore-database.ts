import { constants, Database } from "bun:sqlite";
import { copyFileSync, existsSync, linkSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { describeError, OverstoryError } from "../errors.ts";
import { openDatabase, pragma } from "./database.ts";
import { SCHEMA_VERSION } from "./migrate.ts";
import { syncPath } from "./sync-path.ts";

export interface Restored {
  /** The database as it was before; null when there was none. */
  kept: string | null;
  schema: number;
}

const APPLICATION_ID = 0x4f765374;

/**
 * Puts a checked copy in the database's place, at once or not at all; what was there is kept under `backups/`. Throws
 * `conflict` while a daemon has the database, and `usage` for a copy that cannot be used.
 */
export function restoreDatabase(path: string, copy: string, at: number): Restored {
  const draft = `${path}.restore`;
  try {
    rmSync(draft, { force: true });
    const schema = takeCopy(copy, draft);
    return { kept: replace(path, draft, at), schema };
  } finally {
    for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(draft + suffix, { force: true });
  }
}

/** A private copy, so that what is checked is what is put in place. Answers its schema. */
function takeCopy(copy: string, draft: string): number {
  if (!existsSync(copy)) throw unusable(copy, "there is no such file");
  mkdirSync(dirname(draft), { recursive: true, mode: 0o700 });
  copyFileSync(copy, draft);
  // With a log beside it, the copy is whole only together with that.
  if (existsSync(`${copy}-wal`) && statSync(`${copy}-wal`).size > 0)
    copyFileSync(`${copy}-wal`, `${draft}-wal`);
  try {
    return checkCopy(copy, draft);
  } catch (error) {
    throw error instanceof OverstoryError ? error : unusable(copy, describeError(error));
  }
}

function checkCopy(copy: string, draft: string): number {
  const db = new Database(draft, constants.SQLITE_OPEN_READWRITE);
  try {
    if (pragma(db, "application_id") !== APPLICATION_ID)
      throw unusable(copy, "it is no database of overstory");
    const schema = pragma(db, "user_version");
    if (schema > SCHEMA_VERSION)
      throw unusable(copy, `it has schema ${schema}; this overstory knows ${SCHEMA_VERSION}`);
    const check = db
      .query<{ integrity_check: string }, []>("PRAGMA integrity_check(1)")
      .get()?.integrity_check;
    if (check !== "ok") throw unusable(copy, `it is damaged: ${check}`);
    db.run("PRAGMA journal_mode = DELETE");
    return schema;
  } finally {
    db.close();
  }
}

/** Answers where what was there is now. */
function replace(path: string, draft: string, at: number): string | null {
  syncPath(draft);
  if (!existsSync(path)) {
    renameSync(draft, path);
    syncPath(dirname(path));
    return null;
  }
  const owner = takeOwnership(path);
  try {
    const kept = join(
      dirname(path),
      "backups",
      `replaced-${new Date(at).toISOString().replaceAll(":", "")}.db`,
    );
    mkdirSync(dirname(kept), { recursive: true, mode: 0o700 });
    linkSync(path, kept);
    // A log belongs to the file that it was written for, and must never lie beside another.
    for (const suffix of ["-wal", "-shm"])
      if (existsSync(path + suffix)) renameSync(path + suffix, kept + suffix);
    renameSync(draft, path);
    syncPath(dirname(path));
    return kept;
  } finally {
    owner?.close();
  }
}

/** The lock that makes a daemon, with all that is committed in the main file. null when the database is beyond opening. */
function takeOwnership(path: string): Database | null {
  try {
    const db = openDatabase(path, "owner");
    // Removes the log, so that closing it later removes no other.
    db.run("PRAGMA journal_mode = DELETE");
    return db;
  } catch (error) {
    if (error instanceof OverstoryError && error.code === "conflict") throw error;
    return null;
  }
}

const unusable = (copy: string, why: string) =>
  new OverstoryError("usage", `${copy} cannot be restored: ${why}`, {
    hint: "nothing was changed; overstory backup list names the copies that there are",
  });
