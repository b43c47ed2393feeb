import type { Database } from "bun:sqlite";
import { basename } from "node:path";
import { describeError } from "../../errors.ts";
import { isSqlite, openForeignDatabase, unusable } from "./sqlite-file.ts";

/** Columns by table. */
export type Schema = ReadonlyMap<string, ReadonlySet<string>>;

/** What tables a database has; null for a file that is none. Throws `usage` when they cannot be read. */
export function readSchema(path: string): Schema | null {
  if (!isSqlite(path)) return null;
  const { db, close } = openForeignDatabase(path);
  try {
    return schemaOf(db);
  } catch (error) {
    throw unusable(basename(path), describeError(error));
  } finally {
    close();
  }
}

export const schemaOf = (db: Database): Schema =>
  new Map(listTables(db, "table").map((table) => [table, listColumns(db, table)]));

export function hasTable(schema: Schema, table: string, ...columns: string[]): boolean {
  const found = schema.get(table);
  return found !== undefined && columns.every((column) => found.has(column));
}

/** By name; those of SQLite itself are left out. */
export const listTables = (db: Database, type: "table" | "virtual"): string[] =>
  db
    .query<{ name: string }, [string]>(
      `SELECT name FROM pragma_table_list
       WHERE schema = 'main' AND type = ? AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name`,
    )
    .all(type)
    .map(({ name }) => name);

function listColumns(db: Database, table: string): Set<string> {
  const columns = db.query<{ name: string }, [string]>("SELECT name FROM pragma_table_xinfo(?)").all(table);
  return new Set(columns.map(({ name }) => name));
}
