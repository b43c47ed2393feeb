import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { existsSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SqliteSource } from "../../../src/compat/sources/sqlite-source.ts";
import { errorOf } from "../../support/error-of.ts";
import { tempFolder } from "../../support/temp.ts";
import { writeDatabase } from "../fixtures/database.ts";

test("values come as JSON can hold them, and none loses a digit", () => {
  using folder = tempFolder();
  const path = join(folder.path, "a.db");
  writeDatabase(path, "CREATE TABLE t (a, b, c, d, e)", {
    t: [{ a: 9007199254740993n, b: 12n, c: Number.POSITIVE_INFINITY, d: new Uint8Array([1, 2]), e: null }],
  });
  const source = new SqliteSource(path);
  expect([...source.rows("t")]).toEqual([
    {
      table: "t",
      row: 1,
      raw: { a: "9007199254740993", b: 12, c: "Infinity", d: { base64: "AQI=" }, e: null },
    },
  ]);
  source.close();
});

test("a table without rowids is read in the order of its key, and names may hold anything", () => {
  using folder = tempFolder();
  const path = join(folder.path, "a.db");
  writeDatabase(path, `CREATE TABLE "odd ""name" (k TEXT PRIMARY KEY) WITHOUT ROWID`, {});
  const db = new Database(path);
  db.run(`INSERT INTO "odd ""name" VALUES ('b'), ('a')`);
  db.close();
  const source = new SqliteSource(path);
  expect([...source.rows('odd "name')].map(({ raw }) => raw)).toEqual([{ k: "a" }, { k: "b" }]);
  source.close();
});

test("a database in a folder of its own leaves nothing beside it, also in WAL mode", () => {
  using folder = tempFolder();
  const path = join(folder.path, "a.db");
  writeDatabase(path, "CREATE TABLE t (a)", { t: [{ a: 1 }] });
  const db = new Database(path);
  db.run("PRAGMA journal_mode = WAL");
  db.close();
  for (const end of ["-wal", "-shm"]) rmSync(path + end, { force: true });
  const source = new SqliteSource(path);
  expect([...source.rows("t")]).toHaveLength(1);
  expect(readdirSync(folder.path)).toEqual(["a.db"]);
  source.close();
});

test("a log that a crash left behind is part of the content, also through a link", () => {
  using folder = tempFolder();
  const path = join(folder.path, "a.db");
  writeDatabase(path, "CREATE TABLE t (a)", { t: [{ a: 1 }] });
  const writer = new Database(path);
  writer.run("PRAGMA journal_mode = WAL");
  writer.run("PRAGMA wal_autocheckpoint = 0");
  writer.run("INSERT INTO t VALUES (2)");
  symlinkSync(path, join(folder.path, "link.db"));
  const source = new SqliteSource(join(folder.path, "link.db"));
  expect([...source.rows("t")].map(({ raw }) => raw)).toEqual([{ a: 1 }, { a: 2 }]);
  source.close();
  writer.close();
});

test("the private copy is gone when the source is closed, and when it could not be opened", () => {
  using folder = tempFolder();
  const path = join(folder.path, "a.db");
  const copies = () =>
    readdirSync(process.env.TMPDIR ?? "/tmp").filter((name) => name.startsWith("overstory-import-"));
  const before = copies();
  writeDatabase(path, "CREATE TABLE t (a)", { t: [{ a: 1 }] });
  writeFileSync(`${path}-wal`, "no log at all");
  const source = new SqliteSource(path);
  expect(copies().length).toBe(before.length + 1);
  source.close();
  expect(copies()).toEqual(before);
  writeFileSync(path, `SQLite format 3\0${"x".repeat(9000)}`);
  expect(errorOf(() => new SqliteSource(path)).message).toContain("a.db cannot be read");
  expect(copies()).toEqual(before);
});

test("rows that break the other program's own rules are no damage", () => {
  using folder = tempFolder();
  const path = join(folder.path, "a.db");
  writeDatabase(
    path,
    "CREATE TABLE t (a INTEGER NOT NULL CHECK (a > 0)); PRAGMA ignore_check_constraints = ON; INSERT INTO t VALUES (-1)",
    {},
  );
  const source = new SqliteSource(path);
  expect([...source.rows("t")].map(({ raw }) => raw)).toEqual([{ a: -1 }]);
  source.close();
});

test("what is no database says so, with what to do", () => {
  using folder = tempFolder();
  const path = join(folder.path, "a.db");
  writeFileSync(path, "");
  const error = errorOf(() => new SqliteSource(path));
  expect([error.code, error.message]).toEqual(["usage", "a.db cannot be read: it is no SQLite database"]);
  expect(error.hint).toContain("nothing was imported");
  expect(existsSync(`${path}-journal`)).toBe(false);
});
