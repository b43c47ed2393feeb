import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { GroupCommit } from "../../src/store/group-commit.ts";
import { tempFolder } from "../support/temp.ts";
import { openSnapshot, testStore } from "./fixture.ts";

interface Notes extends Disposable {
  db: Database;
  commits: GroupCommit;
  /** How often it was told of a commit. */
  committed: () => number;
  add(text: string): Promise<number>;
  texts(): string[];
}

/** A table of notes behind a group commit. */
function notes(onCommit: () => void = () => {}): Notes {
  const folder = tempFolder();
  const db = new Database(join(folder.path, "notes.db"), { create: true, strict: true });
  db.run("PRAGMA journal_mode = WAL");
  db.run("PRAGMA foreign_keys = ON");
  db.run("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL CHECK (text <> 'bad'))");
  db.run("CREATE TABLE replies (note_id INTEGER NOT NULL REFERENCES notes (id))");
  let count = 0;
  const commits = new GroupCommit(
    db,
    () => {
      count++;
      onCommit();
    },
    () => {},
  );
  return {
    db,
    commits,
    committed: () => count,
    add: (text) =>
      commits.write(() => Number(db.query("INSERT INTO notes (text) VALUES (?)").run(text).lastInsertRowid)),
    texts: () =>
      db
        .query<{ text: string }, []>("SELECT text FROM notes ORDER BY id")
        .all()
        .map(({ text }) => text),
    [Symbol.dispose]: () => {
      db.close();
      folder[Symbol.dispose]();
    },
  };
}

describe("GroupCommit", () => {
  test("makes one transaction of what is asked for in one turn, in order", async () => {
    using book = notes();
    const wanted = Array.from({ length: 1000 }, (_, n) => `note ${n}`);
    const ids = await Promise.all(wanted.map((text) => book.add(text)));
    expect(book.texts()).toEqual(wanted);
    expect(ids).toEqual(wanted.map((_, n) => n + 1));
    expect(book.committed()).toBe(1);
  });

  test("work that is asked for later is committed later", async () => {
    using book = notes();
    for (const text of ["one", "two", "three"]) await book.add(text);
    expect(book.committed()).toBe(3);
  });

  test("nobody is told before the commit", async () => {
    const order: string[] = [];
    using book = notes(() => order.push("committed"));
    await Promise.all([
      book.add("one").then(() => order.push("told")),
      book.add("two").then(() => order.push("told")),
    ]);
    expect(order).toEqual(["committed", "told", "told"]);
  });

  test("one that fails leaves nothing of its own, and the others stand", async () => {
    using book = notes();
    const answers = await Promise.allSettled([
      book.add("one"),
      book.commits.write(() => {
        book.db.run("INSERT INTO notes (text) VALUES ('half')");
        throw new Error("no");
      }),
      book.add("bad"),
      book.add("two"),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
    expect(book.texts()).toEqual(["one", "two"]);
    expect(book.committed()).toBe(1);
  });

  test("an error of the work itself reaches its caller unchanged", async () => {
    using book = notes();
    const mine = new TypeError("mine");
    await expect(
      book.commits.write(() => {
        throw mine;
      }),
    ).rejects.toBe(mine);
  });

  test("a commit that is refused fails everyone in it with a database error, and the next one works", async () => {
    using book = notes();
    const answers = await Promise.allSettled([
      book.add("one"),
      book.commits.write(() => {
        book.db.run("PRAGMA defer_foreign_keys = ON"); // so that only the COMMIT finds the fault
        book.db.run("INSERT INTO replies VALUES (99)");
      }),
    ]);
    expect(answers).toMatchObject([
      { status: "rejected", reason: { code: "database", message: expect.stringContaining("FOREIGN KEY") } },
      { status: "rejected", reason: { code: "database" } },
    ]);
    expect(book.committed()).toBe(0);
    await book.add("two");
    expect(book.texts()).toEqual(["two"]);
  });

  test("a closed database fails the writes that come after, and only those", async () => {
    using book = notes();
    await book.add("one");
    book.db.close();
    await expect(book.add("two")).rejects.toMatchObject({ name: "OverstoryError", code: "database" });
  });

  test("a listener that throws keeps no caller waiting", async () => {
    using book = notes(() => {
      throw new Error("listener");
    });
    const added = book.add("one");
    expect(() => book.commits.flush()).toThrow("listener");
    expect(await added).toBe(1);
  });

  test("an exclusive transaction is one, holds the others back, and is undone as a whole", async () => {
    using book = notes();
    const order: string[] = [];
    const half = book.commits.exclusive(async () => {
      book.db.run("INSERT INTO notes (text) VALUES ('half')");
      await Bun.sleep(1);
      order.push("fails");
      throw new TypeError("mine");
    });
    const whole = book.commits.exclusive(async () => {
      await Bun.sleep(1);
      book.db.run("INSERT INTO notes (text) VALUES ('whole')");
      order.push("whole");
    });
    const shared = book.add("shared").then(() => order.push("shared"));
    expect(book.commits.isExclusive).toBe(true);
    await expect(half).rejects.toThrow("mine");
    await Promise.all([whole, shared, book.commits.whenShared()]);
    expect(order[0]).toBe("fails");
    expect(book.texts().toSorted()).toEqual(["shared", "whole"]);
  });

  test("references that an exclusive transaction leaves unchecked are checked again after it", async () => {
    using book = notes();
    await book.commits.exclusive(async () => book.db.run("INSERT INTO replies VALUES (99)"), true);
    expect(() => book.db.run("INSERT INTO replies VALUES (98)")).toThrow("FOREIGN KEY");
  });

  test("work that asks for more work gets it done after its own commit", async () => {
    using book = notes();
    const inner = book.commits.write(() => book.add("later"));
    expect(await inner).toBe(1);
    expect(book.committed()).toBe(2);
  });
});

test("a thousand writes at once are all on the disk when they are told, in a few commits", async () => {
  using test = testStore();
  let commits = 0;
  test.store.onEvents(() => commits++);
  await Promise.all(
    Array.from({ length: 1000 }, (_, n) => test.store.write((tx) => tx.event("daemon.warning", {}, { n }))),
  );
  const snapshot = openSnapshot(test);
  const found = snapshot.db
    .query<{ n: number }, []>("SELECT data ->> 'n' AS n FROM events ORDER BY id")
    .all();
  snapshot.close();
  expect(found.map(({ n }) => n)).toEqual(Array.from({ length: 1000 }, (_, n) => n));
  expect(commits).toBeLessThanOrEqual(10);
});
