import type { Database } from "bun:sqlite";
import { existsSync, statSync } from "node:fs";
import { pragma } from "./database.ts";
import { listMigrations, SCHEMA_VERSION } from "./migrate.ts";

export interface DatabaseStatus {
  path: string;
  bytes: number;
  /** Of the log beside it. */
  logBytes: number;
  schema: number;
  /** That this program works with. */
  newestSchema: number;
  /** Told to programs as they are: times are ISO 8601 UTC. */
  migrations: { version: number; name: string; appliedAt: string }[];
  rows: Record<string, number>;
}

const COUNTED = ["runs", "tasks", "sessions", "sprints", "activities", "events", "imports", "imported_rows"];

/** Where the database is, how large, and of which schema. */
export function describeDatabase(db: Database): DatabaseStatus {
  const path = db.filename;
  const size = (file: string) => (existsSync(file) ? statSync(file).size : 0);
  const tables = new Set(
    db
      .query<{ name: string }, []>("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .all()
      .map(({ name }) => name),
  );
  const count = (table: string) =>
    db.query<{ count: number }, []>(`SELECT count(*) AS count FROM ${table}`).get()?.count ?? 0;
  return {
    path,
    bytes: size(path),
    logBytes: size(`${path}-wal`),
    schema: pragma(db, "user_version"),
    newestSchema: SCHEMA_VERSION,
    migrations: listMigrations(db).map((one) => ({
      ...one,
      appliedAt: new Date(one.appliedAt).toISOString(),
    })),
    rows: Object.fromEntries(
      COUNTED.filter((table) => tables.has(table)).map((table) => [table, count(table)]),
    ),
  };
}
