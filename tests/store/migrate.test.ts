import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SCHEMA_VERSION } from "../../src/store/migrate.ts";
import { Store } from "../../src/store/store.ts";
import { tempFolder } from "../support/temp.ts";
import { errorOf } from "./fixture.ts";

const open = (path: string) => Store.open(path, "owner", Date.now);

/** Makes a database and changes it behind the back of overstory. */
function makeChanged(folder: string, sql: string): string {
  const path = join(folder, "overstory.db");
  open(path).close();
  const db = new Database(path);
  db.run(sql);
  db.close();
  return path;
}

describe("migrate", () => {
  test("brings a new database to this program's version, and notes each migration with its text's checksum", () => {
    using folder = tempFolder();
    const store = open(join(folder.path, "overstory.db"));
    expect(store.db.query("PRAGMA user_version").get()).toEqual({ user_version: SCHEMA_VERSION });
    const applied = store.db
      .query<{ version: number; checksum: string }, []>(
        "SELECT version, checksum FROM schema_migrations ORDER BY version",
      )
      .all();
    expect(applied.map(({ version }) => version)).toEqual(
      Array.from({ length: SCHEMA_VERSION }, (_, n) => n + 1),
    );
    for (const { checksum } of applied) expect(checksum).toMatch(/^[0-9a-f]{64}$/);
    store.close();
  });

  test("every table is STRICT", () => {
    using folder = tempFolder();
    const store = open(join(folder.path, "overstory.db"));
    const lax = store.db
      .query(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
      )
      .all();
    store.close();
    expect(lax).toEqual([]);
  });

  test("changes nothing in a database that is up to date", () => {
    using folder = tempFolder();
    const path = join(folder.path, "overstory.db");
    open(path).close();
    const before = readFileSync(path);
    open(path).close();
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test.each([
    ["a newer schema", "PRAGMA user_version = 99", "the database has schema 99; this overstory knows"],
    [
      "an edited migration",
      "UPDATE schema_migrations SET checksum = 'x' WHERE version = 1",
      "migration 1 (initial)",
    ],
  ])("refuses %s and leaves the file byte for byte", (_, sql, message) => {
    using folder = tempFolder();
    const path = makeChanged(folder.path, sql);
    const before = readFileSync(path);
    const error = errorOf(() => open(path));
    expect(error.code).toBe("database");
    expect(error.message).toContain(message);
    expect(error.hint).toBeString();
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test("a database that was refused can be opened by another program at once", () => {
    using folder = tempFolder();
    const path = makeChanged(folder.path, "PRAGMA user_version = 99");
    expect(() => open(path)).toThrow();
    const db = new Database(path);
    db.run(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    db.close();
    open(path).close();
  });
});
