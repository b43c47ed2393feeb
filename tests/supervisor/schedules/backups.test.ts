import { expect, test } from "bun:test";
import { mkdirSync, readdirSync, truncateSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { listEvents } from "../../../src/store/events.ts";
import { Backups } from "../../../src/supervisor/schedules/backups.ts";
import { Timetable } from "../../../src/supervisor/schedules/timetable.ts";
import { START } from "../../store/fixture.ts";
import { testHouse } from "./fixture.ts";

const DAY = 24 * 60 * 60_000;

test("backups are named by their time, listed newest first, and the newest are kept", async () => {
  using house = testHouse({ backup: { keep: 2 } });
  const backups = new Backups(house);
  for (const day of [0, 1, 2]) {
    house.setClock(START + day * DAY);
    await backups.make();
  }
  const list = backups.list();
  expect(list.map(({ madeAt }) => madeAt)).toEqual([START + 2 * DAY, START + DAY]);
  expect(list.map(({ path }) => basename(path))).toEqual([
    "overstory-2026-02-02T120000.000Z.db",
    "overstory-2026-02-01T120000.000Z.db",
  ]);
  expect(readdirSync(house.paths.backups)).toHaveLength(2);
  expect(listEvents(house.db, { after: 0, limit: 9 }).map(({ kind, data }) => [kind, data.removed])).toEqual([
    ["backup.made", 0],
    ["backup.made", 0],
    ["backup.made", 1],
  ]);
});

test("asked twice at once, one is made; what a crash left of another goes", async () => {
  using house = testHouse({});
  const backups = new Backups(house);
  mkdirSync(house.paths.backups);
  for (const name of ["overstory-2026-01-01T120000.000Z.db.copy", "mine.db.tmp"])
    writeFileSync(join(house.paths.backups, name), "");
  const [first, second] = await Promise.all([backups.make(), backups.make()]);
  expect(second).toEqual(first);
  expect(readdirSync(house.paths.backups).toSorted()).toEqual(["mine.db.tmp", basename(first.path)]);
});

test("a backup that fails is thrown and becomes a condition, until one is made", async () => {
  using house = testHouse({});
  const { backups: folder } = house.paths;
  const backups = new Backups(house);
  writeFileSync(folder, "a file in its place");
  await expect(backups.make()).rejects.toThrow();
  expect(house.signs.list()).toMatchObject([{ cause: "backup_failed", kind: "backup_failed" }]);
  await Bun.file(folder).delete();
  await backups.make();
  expect(house.signs.list()).toEqual([]);
});

test("a backup for which there is no room is refused with the figures", async () => {
  using house = testHouse({});
  // A file with a hole counts with its length, as the copy of it would.
  const database = join(house.folder, "huge");
  writeFileSync(database, "");
  truncateSync(database, 2 ** 43);
  const backups = new Backups({ ...house, paths: { ...house.paths, database } });
  await expect(backups.make()).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringMatching(/backups has \d+ MiB free; a backup needs 18454938 MiB$/),
  });
});

test("the next daemon says that the last one that was due has not been made", async () => {
  using house = testHouse({ backup: { cron: "0 3 * * *", timezone: "UTC" } });
  const backups = new Backups(house);
  const three = START + 15 * 60 * 60_000;
  const jobs = backups.jobs().map((job) => ({ ...job, begin: () => {} })); // it crashes here
  for (const now of [START, three]) {
    house.setClock(now);
    const timetable = new Timetable({ ...house, jobs, beat: () => {} });
    timetable.start();
    await timetable.stop();
    backups.start();
    if (now === START) expect(house.signs.list()).toEqual([]);
  }
  expect(house.signs.list()).toMatchObject([
    { message: "the backup that was due at 2026-02-01T03:00:00.000Z was not made" },
  ]);
  house.setClock(three + 1000);
  await backups.make();
  backups.start();
  expect(house.signs.list()).toEqual([]);
});

test("there is none to begin where they are turned off", () => {
  using house = testHouse({ backup: null });
  expect(new Backups(house).jobs()).toEqual([]);
});
