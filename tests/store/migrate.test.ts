import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SCHEMA_VERSION } from "../../src/store/migrate.ts";
import initial from "../../src/store/migrations/0001-initial.sql" with { type: "text" };
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

/** A database as the first release has made it. */
function makeFirst(folder: string, hasWork: boolean): string {
  const path = join(folder, "overstory.db");
  open(path).close();
  const db = new Database(path);
  const tables = db
    .query<{ name: string }, []>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    )
    .all();
  for (const { name } of tables) db.run(`DROP TABLE ${name}`);
  db.run(initial);
  db.run(
    "CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT",
  );
  const checksum = createHash("sha256").update(initial).digest("hex");
  db.run("INSERT INTO schema_migrations VALUES (1, 'initial', ?, 0)", [checksum]);
  if (hasWork) db.run("INSERT INTO events (at, kind) VALUES (0, 'daemon.started')");
  db.run("PRAGMA user_version = 1");
  db.close();
  return path;
}

describe("a change of schema", () => {
  test("of a database with work in it copies it first, and the copy is whole and as it was", () => {
    using folder = tempFolder();
    open(makeFirst(folder.path, true)).close();
    const [name = ""] = readdirSync(join(folder.path, "backups"));
    expect(name).toStartWith(`before-schema-${SCHEMA_VERSION}-`);
    const copy = new Database(join(folder.path, "backups", name), { readonly: true });
    expect(copy.query("PRAGMA user_version").get()).toEqual({ user_version: 1 });
    expect(copy.query("SELECT kind FROM events").all()).toEqual([{ kind: "daemon.started" }]);
    copy.close();
  });

  test("of an empty one makes no copy", () => {
    using folder = tempFolder();
    open(makeFirst(folder.path, false)).close();
    expect(existsSync(join(folder.path, "backups"))).toBe(false);
  });

  test("that cannot be preceded by a copy is not made", async () => {
    using folder = tempFolder();
    const path = makeFirst(folder.path, true);
    await Bun.write(join(folder.path, "backups"), "in the way");
    const error = errorOf(() => open(path));
    expect(error.message).toContain("no copy could be made");
    const db = new Database(path);
    expect(db.query("PRAGMA user_version").get()).toEqual({ user_version: 1 });
    db.close();
  });

  test("that would leave references to nothing is undone", () => {
    using folder = tempFolder();
    const path = makeFirst(folder.path, true);
    const db = new Database(path);
    db.run("PRAGMA foreign_keys = OFF");
    db.run("INSERT INTO task_dependencies VALUES ('a', 'b')");
    db.close();
    expect(errorOf(() => open(path)).message).toContain("refer to nothing");
    const after = new Database(path);
    expect(after.query("PRAGMA user_version").get()).toEqual({ user_version: 1 });
    after.close();
  });
});
