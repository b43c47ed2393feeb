import { Database } from "bun:sqlite";
import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { describeError, OverstoryError, systemCode } from "../errors.ts";

/** "OvSt": marks the file as ours. */
const APPLICATION_ID = 0x4f765374;

/** `owner`: this process alone, from now until it closes it. `shared`: between programs that use the library. */
export type Access = "owner" | "shared";

/** How long a program that shares the database waits for another one's write. */
const SHARED_WAIT_MS = 5000;

/**
 * Opens or makes the database. As `owner`, the database's own lock is what makes the daemon the only one of its project.
 * Throws `conflict` when another process has it, `database` when the file cannot be used; a file that is there is never
 * replaced.
 */
export function openDatabase(path: string, access: Access): Database {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const existed = existsSync(path);
  let db: Database | undefined;
  try {
    db = new Database(path, { create: true, strict: true });
    prepare(db, path, existed, access);
    return db;
  } catch (error) {
    db?.close();
    throw explain(error, path);
  }
}

function prepare(db: Database, path: string, existed: boolean, access: Access): void {
  db.run(`PRAGMA busy_timeout = ${access === "owner" ? 0 : SHARED_WAIT_MS}`);
  if (access === "owner") db.run("PRAGMA locking_mode = EXCLUSIVE");
  db.run("PRAGMA journal_mode = WAL");
  db.run("PRAGMA synchronous = FULL");
  db.run("PRAGMA foreign_keys = ON");
  db.run("BEGIN IMMEDIATE"); // takes the lock, which an owner then keeps
  const applicationId = pragma(db, "application_id");
  const tables =
    db.query<{ count: number }, []>("SELECT count(*) AS count FROM sqlite_schema").get()?.count ?? 0;
  if (applicationId !== APPLICATION_ID) {
    if (tables > 0) throw notOurs(path, "it belongs to another program");
    if (existed && pragma(db, "page_count") === 0 && !existsSync(`${path}-wal`)) {
      // A zero-length file opens as an empty database; ours never has that length once it was made.
      throw notOurs(path, "it is empty (0 bytes)");
    }
    db.run(`PRAGMA application_id = ${APPLICATION_ID}`);
  }
  db.run("COMMIT");
  const check = db.query<{ quick_check: string }, []>("PRAGMA quick_check(1)").get()?.quick_check;
  if (check !== "ok") throw notOurs(path, `it is damaged: ${check}`);
}

export function pragma(db: Database, name: "application_id" | "user_version" | "page_count"): number {
  return db.query<Record<string, number>, []>(`PRAGMA ${name}`).get()?.[name] ?? 0;
}

const notOurs = (path: string, why: string) =>
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
