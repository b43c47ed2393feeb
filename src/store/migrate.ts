import { Database } from "bun:sqlite";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { describeError, OverstoryError } from "../errors.ts";
import { pragma } from "./database.ts";
import initial from "./migrations/0001-initial.sql" with { type: "text" };
import work from "./migrations/0002-work.sql" with { type: "text" };
import imports from "./migrations/0003-imports.sql" with { type: "text" };
import agents from "./migrations/0004-agents.sql" with { type: "text" };
import coordination from "./migrations/0005-coordination.sql" with { type: "text" };

interface Migration {
  version: number;
  name: string;
  sql: string;
}

/** In order; a migration that has landed is never edited. */
const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: "initial", sql: initial },
  { version: 2, name: "work", sql: work },
  { version: 3, name: "imports", sql: imports },
  { version: 4, name: "agents", sql: agents },
  { version: 5, name: "coordination", sql: coordination },
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Brings the schema to this program's version in one transaction. A database that holds work is copied first, to
 * `backups/` beside it, and what is broken afterwards undoes it. Throws `database` for a newer or an edited schema.
 */
export function migrate(db: Database, at: number): void {
  if (isToBeMigrated(db)) copyBefore(db, at);
  // The version is read inside the transaction: a program that shares the database may be migrating it too.
  db.transaction(() => {
    const current = pragma(db, "user_version");
    refuseNewer(current);
    if (current > 0) refuseEdited(db);
    if (current === SCHEMA_VERSION) return;
    migrateFrom(db, current, at);
    refuseBroken(db);
  }).immediate();
}

/** Nothing is lost of one without an event: every change writes one. */
function isToBeMigrated(db: Database): boolean {
  const current = pragma(db, "user_version");
  return current > 0 && current < SCHEMA_VERSION && db.query("SELECT 1 FROM events LIMIT 1").get() !== null;
}

function copyBefore(db: Database, at: number): void {
  const folder = join(dirname(db.filename), "backups");
  const time = new Date(at).toISOString().replaceAll(":", "");
  const target = join(folder, `before-schema-${SCHEMA_VERSION}-${time}.db`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    rmSync(target, { force: true });
    db.query("VACUUM INTO ?").run(target);
    requireWhole(target);
  } catch (error) {
    if (existsSync(target)) rmSync(target);
    throw new OverstoryError(
      "database",
      `no copy could be made before the change of schema: ${describeError(error)}`,
      {
        hint: `nothing was changed; is there room in ${folder}?`,
        cause: error,
      },
    );
  }
}

function requireWhole(path: string): void {
  const copy = new Database(path, { readonly: true });
  try {
    const check = copy.query<{ quick_check: string }, []>("PRAGMA quick_check(1)").get()?.quick_check;
    if (check !== "ok") throw new OverstoryError("database", `the copy is damaged: ${check}`);
  } finally {
    copy.close();
  }
}

function refuseBroken(db: Database): void {
  const broken = db.query("PRAGMA foreign_key_check").all().length;
  if (broken === 0) return;
  throw new OverstoryError(
    "database",
    `the change of schema would leave ${broken} rows that refer to nothing`,
    {
      hint: "nothing was changed; use the overstory that wrote it, and report this",
    },
  );
}

/** The changes of schema that the database has seen, oldest first. */
export const listMigrations = (db: Database): { version: number; name: string; appliedAt: number }[] =>
  db
    .query<{ version: number; name: string; appliedAt: number }, []>(
      "SELECT version, name, applied_at AS appliedAt FROM schema_migrations ORDER BY version",
    )
    .all();

function migrateFrom(db: Database, current: number, at: number): void {
  db.run(`CREATE TABLE IF NOT EXISTS schema_migrations (
    version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT`);
  for (const { version, name, sql } of MIGRATIONS.slice(current)) {
    db.run(sql);
    db.run("INSERT INTO schema_migrations VALUES (?, ?, ?, ?)", [version, name, checksum(sql), at]);
  }
  db.run(`PRAGMA user_version = ${SCHEMA_VERSION}`);
}

function refuseNewer(current: number): void {
  if (current <= SCHEMA_VERSION) return;
  throw new OverstoryError(
    "database",
    `the database has schema ${current}; this overstory knows ${SCHEMA_VERSION}`,
    { hint: "use the newer overstory that wrote it" },
  );
}

function refuseEdited(db: Database): void {
  const applied = db
    .query<{ version: number; checksum: string }, []>("SELECT version, checksum FROM schema_migrations")
    .all();
  for (const { version, checksum: recorded } of applied) {
    const migration = MIGRATIONS[version - 1];
    if (migration && checksum(migration.sql) !== recorded) {
      throw new OverstoryError(
        "database",
        `migration ${version} (${migration.name}) is not the one this database was made with`,
        {
          hint: "use the overstory release that wrote it, or restore the migration's text",
        },
      );
    }
  }
}

const checksum = (sql: string) => createHash("sha256").update(sql).digest("hex");
