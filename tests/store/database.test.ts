import { Database } from "bun:sqlite";
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type Access, openDatabase } from "../../src/store/database.ts";
import { listEvents } from "../../src/store/events.ts";
import { Store } from "../../src/store/store.ts";
import { tempFolder } from "../support/temp.ts";
import { until } from "../support/wait.ts";
import { errorOf } from "./fixture.ts";
import { firstLine, type Program, startProgram } from "./programs.ts";

// Some start processes, on a machine that may be busy.
setDefaultTimeout(30_000);

/** A database of ours with some pages in it, closed. */
function makeOurs(path: string): void {
  const store = Store.open(path, "owner", Date.now);
  store.writeNow((tx) => {
    for (let n = 0; n < 200; n++) tx.event("daemon.warning", {}, { text: "x".repeat(500) });
  });
  store.close();
}

function makeForeign(path: string): void {
  const db = new Database(path);
  db.run("CREATE TABLE birds (name)");
  db.close();
}

describe("openDatabase makes a database", () => {
  test("with its folder, for nobody but the user, and leaves nothing beside it when closed", () => {
    using folder = tempFolder();
    const path = join(folder.path, "state", "overstory.db");
    openDatabase(path, "owner").close();
    expect(statSync(join(folder.path, "state")).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(folder.path, "state"))).toEqual(["overstory.db"]);
  });

  test("that waits for the disk at every commit and checks its references", () => {
    using folder = tempFolder();
    const db = openDatabase(join(folder.path, "overstory.db"), "owner");
    const setting = (name: string) => Object.values(db.query(`PRAGMA ${name}`).get() ?? {})[0];
    expect(["journal_mode", "synchronous", "foreign_keys", "locking_mode"].map(setting)).toEqual([
      "wal",
      2,
      1,
      "exclusive",
    ]);
    db.close();
  });
});

test("a database whose log was half copied back when its process died is whole", () => {
  using folder = tempFolder();
  const [source, path] = [join(folder.path, "source"), join(folder.path, "overstory.db")];
  makeOurs(source);
  const store = Store.open(source, "owner", Date.now);
  store.writeNow((tx) => {
    for (let n = 0; n < 200; n++) tx.event("daemon.warning", {}, { text: "x".repeat(500) });
  });
  copyFileSync(`${source}-wal`, `${path}-wal`);
  const before = readFileSync(source);
  store.close();
  const after = readFileSync(source);
  expect(after.length).toBeGreaterThan(before.length);
  writeFileSync(path, Buffer.concat([after.subarray(0, 4096), before.subarray(4096)]));
  const again = Store.open(path, "owner", Date.now);
  expect(again.lastEventId).toBe(400);
  again.close();
});

describe("a file that cannot be used is refused with a database error and left byte for byte", () => {
  const damage = (path: string) => {
    makeOurs(path);
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0x5a, bytes.length - 3 * 4096));
  };
  test.each<[string, (path: string) => void, string]>([
    ["another program's database", makeForeign, "it is no database of overstory"],
    [
      "an empty database of another program",
      (path) => makeEmptyForeign(path),
      "it is no database of overstory",
    ],
    ["a text file", (path) => writeFileSync(path, "hello ".repeat(2000)), "not a database"],
    ["an empty file", (path) => writeFileSync(path, ""), "it is empty (0 bytes)"],
    ["a truncated database of ours", (path) => cut(path, 100 * 1024), "malformed"],
    ["a database of ours cut to some bytes", (path) => cut(path, 60), "it is no database of overstory"],
    ["a damaged database of ours", damage, "damaged"],
  ])("%s", (_, make, why) => {
    using folder = tempFolder();
    const path = join(folder.path, "overstory.db");
    make(path);
    const before = readFileSync(path);
    for (const access of ["owner", "shared"] as const) {
      const error = errorOf(() => Store.open(path, access, Date.now).close());
      expect(error.code).toBe("database");
      expect(error.message).toContain(path);
      expect(error.message).toContain(why);
      expect(error.hint).toContain("move the file away");
    }
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test("also a database of another program that was not closed, with what its log holds", () => {
    using folder = tempFolder();
    const path = join(folder.path, "overstory.db");
    const db = new Database(join(folder.path, "source"));
    db.run("PRAGMA journal_mode = WAL");
    db.run("CREATE TABLE birds (name)");
    for (const suffix of ["", "-wal"]) copyFileSync(`${join(folder.path, "source")}${suffix}`, path + suffix);
    db.close();
    const before = [path, `${path}-wal`].map((file) => readFileSync(file));
    expect(errorOf(() => openDatabase(path, "owner")).code).toBe("database");
    expect([path, `${path}-wal`].map((file) => readFileSync(file))).toEqual(before);
  });

  test("also ours cut to nothing, whose log is all that is left", () => {
    using folder = tempFolder();
    const path = join(folder.path, "overstory.db");
    const source = join(folder.path, "source");
    const store = Store.open(source, "owner", Date.now);
    store.writeNow((tx) => tx.event("daemon.started", {}));
    copyFileSync(`${source}-wal`, `${path}-wal`);
    store.close();
    writeFileSync(path, "");
    const log = readFileSync(`${path}-wal`);
    expect(errorOf(() => openDatabase(path, "owner")).message).toContain("0 bytes");
    expect(readFileSync(`${path}-wal`).equals(log)).toBe(true);
  });

  test("a folder in its place is refused too", () => {
    using folder = tempFolder();
    mkdirSync(join(folder.path, "overstory.db"));
    expect(errorOf(() => openDatabase(join(folder.path, "overstory.db"), "owner")).code).toBe("database");
  });
});

function makeEmptyForeign(path: string): void {
  const db = new Database(path);
  db.run("PRAGMA user_version = 3");
  db.close();
}

function cut(path: string, bytes: number): void {
  makeOurs(path);
  truncateSync(path, bytes);
}

const TOGETHER = 6;

/** Programs that open the database at the same moment, as near as the machine can. */
function startTogether(stack: AsyncDisposableStack, path: string, access: Access): Program[] {
  const at = String(Date.now() + 700);
  return Array.from({ length: TOGETHER }, () => stack.use(startProgram("open", path, access, at)));
}

describe("an owner", () => {
  test("keeps every other process out until it is done", async () => {
    using folder = tempFolder();
    const path = join(folder.path, "overstory.db");
    await using owner = startProgram("open", path, "owner");
    expect(await firstLine(owner)).toBe("open");
    const start = performance.now();
    const error = errorOf(() => openDatabase(path, "owner"));
    expect([error.code, error.message]).toEqual(["conflict", `another process has ${path} open`]);
    expect(performance.now() - start).toBeLessThan(1000);
    await owner.release();
    openDatabase(path, "owner").close();
  });

  test("that is killed is out of the way at once", async () => {
    using folder = tempFolder();
    const path = join(folder.path, "overstory.db");
    await using owner = startProgram("open", path, "owner");
    expect(await firstLine(owner)).toBe("open");
    await owner.kill();
    const store = Store.open(path, "owner", Date.now);
    store.writeNow((tx) => tx.event("daemon.started", {}));
    store.close();
  });

  test("is not disturbed by other tries, in its own process or in others", async () => {
    using folder = tempFolder();
    const path = join(folder.path, "overstory.db");
    const db = openDatabase(path, "owner");
    expect(errorOf(() => openDatabase(path, "owner")).code).toBe("conflict");
    for (const _ of [1, 2]) {
      await using other = startProgram("open", path, "owner");
      expect(await firstLine(other)).toBe("conflict");
    }
    db.close();
  });

  test("is one of many that start at the same moment, on a new database and on an old one", async () => {
    using folder = tempFolder();
    const path = join(folder.path, "overstory.db");
    for (const _ of ["new", "old"]) {
      await using stack = new AsyncDisposableStack();
      const starters = startTogether(stack, path, "owner");
      const answers = await Promise.all(starters.map(firstLine));
      expect(answers.sort()).toEqual(["conflict", "conflict", "conflict", "conflict", "conflict", "open"]);
      await Promise.all(starters.map((starter) => starter.release()));
    }
    expect(readdirSync(folder.path)).toEqual(["overstory.db"]);
  });

  test("is refused while programs share the database", async () => {
    using folder = tempFolder();
    const path = join(folder.path, "overstory.db");
    await using sharer = startProgram("open", path, "shared");
    expect(await firstLine(sharer)).toBe("open");
    expect(errorOf(() => openDatabase(path, "owner")).code).toBe("conflict");
    await sharer.release();
    openDatabase(path, "owner").close();
  });
});

describe("sharers", () => {
  test("can all be the first, at the same moment", async () => {
    using folder = tempFolder();
    const path = join(folder.path, "overstory.db");
    await using stack = new AsyncDisposableStack();
    const answers = await Promise.all(startTogether(stack, path, "shared").map(firstLine));
    expect(answers).toEqual(Array(TOGETHER).fill("open"));
  });

  test("write by turns, and each sees what the other wrote", async () => {
    using folder = tempFolder();
    const path = join(folder.path, "overstory.db");
    await using other = startProgram("write", path, "shared");
    await until("some writes of the other", () => other.lines.length >= 20);
    const store = Store.open(path, "shared", Date.now);
    for (let n = 0; n < 5; n++) store.writeNow((tx) => tx.event("daemon.warning", {}, { n }));
    await other.kill();
    const events = listEvents(store.db, { after: 0, limit: 100_000 });
    store.close();
    expect(events.filter(({ kind }) => kind === "daemon.warning").map(({ data }) => data.n)).toEqual([
      0, 1, 2, 3, 4,
    ]);
    expect(events.filter(({ kind }) => kind === "session.input").length).toBeGreaterThanOrEqual(20);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, n) => n + 1));
  });
});
