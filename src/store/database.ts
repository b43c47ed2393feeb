import { constants, Database } from "bun:sqlite";
import { existsSync, linkSync, mkdirSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { describeError, OverstoryError, systemCode } from "../errors.ts";

// The statements of all tables stay prepared; the default is the last 20.
Database.MAX_QUERY_CACHE_SIZE = 200;

/** "OvSt": marks the file as ours. */
const APPLICATION_ID = 0x4f765374;

/** `owner`: this process alone, from now until it closes it. `shared`: between programs that use the library. */
export type Access = "owner" | "shared";

/** How long a program that shares the database waits for another one's write. */
const SHARED_WAIT_MS = 2000;

/**
 * Opens or makes the database. As `owner`, the database's own lock is what makes the daemon the only one of its project.
 * Throws `conflict` when another process has it, `database` when the file cannot be used; a file that is not ours is left
 * as it is.
 */
export function openDatabase(path: string, access: Access): Database {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  let db: Database | undefined;
  try {
    if (existsSync(path)) refuseForeign(path);
    else makeEmpty(path);
    db = new Database(path, { readwrite: true, create: false, strict: true });
    prepare(db, path, access);
    return db;
  } catch (error) {
    db?.close();
    throw explain(error, path);
  }
}

/** Ours never has zero length, and has our mark from the first moment on. Takes no lock and changes nothing. */
function refuseForeign(path: string): void {
  if (statSync(path).size === 0) throw unusable(path, "it is empty (0 bytes)");
  // Reading the header as a plain file would drop the locks that this process may have on it.
  const url = `${pathToFileURL(path).href}?immutable=1`;
  const db = new Database(url, constants.SQLITE_OPEN_READONLY | constants.SQLITE_OPEN_URI);
  try {
    requireMark(db, path);
  } catch (error) {
    // After a crash in a checkpoint the file is whole only together with its log, which is not read here.
    if (systemCode(error) !== "SQLITE_CORRUPT" || !existsSync(`${path}-wal`)) throw error;
  } finally {
    db.close();
  }
}

function requireMark(db: Database, path: string): void {
  if (pragma(db, "application_id") !== APPLICATION_ID) throw unusable(path, "it is no database of overstory");
}

/** Made aside and put in its place whole, so that no crash leaves half of it; another process may be faster. */
function makeEmpty(path: string): void {
  const draft = `${path}.${crypto.randomUUID()}`;
  try {
    const db = new Database(draft, { create: true });
    db.run(`PRAGMA application_id = ${APPLICATION_ID}`);
    db.run("PRAGMA journal_mode = WAL");
    db.close();
    linkSync(draft, path);
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
  } finally {
    for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(`${draft}${suffix}`, { force: true });
  }
}

function prepare(db: Database, path: string, access: Access): void {
  db.run(`PRAGMA busy_timeout = ${access === "owner" ? 0 : SHARED_WAIT_MS}`);
  if (access === "owner") db.run("PRAGMA locking_mode = EXCLUSIVE");
  db.run("BEGIN IMMEDIATE"); // takes the lock, which an owner then keeps
  requireMark(db, path);
  db.run("COMMIT");
  db.run("PRAGMA journal_mode = WAL");
  db.run("PRAGMA synchronous = FULL");
  db.run("PRAGMA foreign_keys = ON");
  const check = db.query<{ quick_check: string }, []>("PRAGMA quick_check(1)").get()?.quick_check;
  if (check !== "ok") throw unusable(path, `it is damaged: ${check}`);
}

/** For work on many rows at once: their indexes are kept in memory, 64 MiB of them. */
export function enlargeCache(db: Database): void {
  db.run("PRAGMA cache_size = -65536");
}

/** SQLite's own default. */
export function resetCache(db: Database): void {
  db.run("PRAGMA cache_size = -2000");
}

export function pragma(db: Database, name: "application_id" | "user_version"): number {
  return db.query<Record<string, number>, []>(`PRAGMA ${name}`).get()?.[name] ?? 0;
}

const unusable = (path: string, why: string) =>
  new OverstoryError("database", `${path} cannot be used: ${why}`, {
    hint: "nothing was changed; move the file away, or put a backup in its place",
  });

function explain(error: unknown, path: string): OverstoryError {
  if (error instanceof OverstoryError) return error;
  if (systemCode(error)?.startsWith("SQLITE_BUSY")) {
    return new OverstoryError("conflict", `another process has ${path} open`, {
      hint: "is the daemon running? see: overstory daemon status",
      cause: error,
    });
  }
  return new OverstoryError("database", `${path} cannot be opened: ${describeError(error)}`, {
    hint: "nothing was changed; move the file away, or put a backup in its place",
    cause: error,
  });
}
