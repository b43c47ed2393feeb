import type { Database } from "bun:sqlite";
import { createHash } from "node:crypto";
import { OverstoryError } from "../errors.ts";
import { pragma } from "./database.ts";
import initial from "./migrations/0001-initial.sql" with { type: "text" };
import work from "./migrations/0002-work.sql" with { type: "text" };
import imports from "./migrations/0003-imports.sql" with { type: "text" };

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
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/** Brings the schema to this program's version in one transaction. Throws `database` for a newer or an edited schema. */
export function migrate(db: Database, at: number): void {
  // The version is read inside the transaction: a program that shares the database may be migrating it too.
  db.transaction(() => {
    const current = pragma(db, "user_version");
    refuseNewer(current);
    if (current > 0) refuseEdited(db);
    if (current < SCHEMA_VERSION) migrateFrom(db, current, at);
  }).immediate();
}

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
