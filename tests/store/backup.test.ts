import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { copyDatabase } from "../../src/store/backup.ts";
import { listEvents } from "../../src/store/events.ts";
import { Store } from "../../src/store/store.ts";
import { type TestStore, testStore } from "./fixture.ts";

const tell = ({ store }: TestStore, n: number) =>
  store.write((tx) => tx.event("daemon.warning", {}, { n, text: "x".repeat(1000) }));

const numbersIn = (path: string): unknown[] => {
  const store = Store.open(path, "owner", Date.now);
  const numbers = listEvents(store.db, { after: 0, limit: 100_000 }).map(({ data }) => data.n);
  store.close();
  return numbers;
};

const PROGRAM = join(import.meta.dir, "../../src/store/copy-database.ts");

async function program(source: string, target: string, owner: number) {
  const child = Bun.spawn([process.execPath, PROGRAM, source, target, `${owner}`], { stderr: "pipe" });
  return { errors: await child.stderr.text(), exitCode: await child.exited };
}

describe("a copy of the database", () => {
  test("holds everything that was written before it, opens as the database itself, and is all there is of it", async () => {
    using test = testStore();
    for (const n of [1, 2, 3]) await tell(test, n);
    const folder = join(test.folder, "backups");
    mkdirSync(folder);
    await copyDatabase(test.store, join(folder, "copy.db"));
    expect(readdirSync(folder)).toEqual(["copy.db"]);
    expect(numbersIn(join(folder, "copy.db"))).toEqual([1, 2, 3]);
  });

  test("is of one moment, although writes go on all the while", async () => {
    using test = testStore();
    await Promise.all(Array.from({ length: 20_000 }, (_, n) => tell(test, n)));
    const target = join(test.folder, "copy.db");
    let written = 20_000;
    let isDone = false;
    const copying = copyDatabase(test.store, target).finally(() => {
      isDone = true;
    });
    const mainFile = () => statSync(test.path).mtimeMs;
    const before = mainFile();
    while (!isDone) {
      await Promise.all(Array.from({ length: 2000 }, () => tell(test, written++)));
      if (!isDone) expect(mainFile()).toBe(before); // checkpoints wait
    }
    await copying;
    const numbers = numbersIn(target);
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, n) => n));
    expect(written).toBeGreaterThan(numbers.length); // it was really written to meanwhile
    await tell(test, written);
    const log = () => Bun.file(`${test.path}-wal`).size;
    test.db.run("PRAGMA wal_checkpoint(TRUNCATE)");
    for (let n = 0; n < 20; n++) await Promise.all(Array.from({ length: 1000 }, () => tell(test, n)));
    expect(log()).toBeLessThan(10_000_000); // checkpoints are made again
  });

  test("of a damaged database is refused, and nothing is left of it", async () => {
    using test = testStore();
    await Promise.all(Array.from({ length: 2000 }, (_, n) => tell(test, n)));
    test.store.close();
    const damaged = join(test.folder, "damaged.db");
    const bytes = await Bun.file(test.path).bytes();
    await Bun.write(damaged, bytes.fill(7, 40_960, 81_920));
    const { exitCode, errors } = await program(damaged, join(test.folder, "copy.db"), process.pid);
    expect({ exitCode, errors }).toEqual({ exitCode: 1, errors: expect.stringContaining("malformed") });
    expect(readdirSync(test.folder).filter((name) => name.startsWith("copy.db"))).toEqual([]);
  });

  test("that cannot be written says why", async () => {
    using test = testStore();
    await expect(copyDatabase(test.store, join(test.folder, "no", "copy.db"))).rejects.toMatchObject({
      code: "database",
      message: expect.stringContaining("ENOENT"),
    });
  });
});

test("a copy is given up when the owner of the database is not there any more", async () => {
  using test = testStore();
  await tell(test, 1);
  test.db.run("PRAGMA wal_checkpoint(TRUNCATE)");
  const target = join(test.folder, "copy.db");
  const { exitCode, errors } = await program(test.path, target, process.ppid);
  expect({ exitCode, errors }).toEqual({ exitCode: 1, errors: "the daemon that asked for it has ended\n" });
  expect(existsSync(target)).toBe(false);
});
