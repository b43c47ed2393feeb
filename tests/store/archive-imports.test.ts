import { expect, test } from "bun:test";
import { archiveImports } from "../../src/store/archive-imports.ts";
import { checkDatabase } from "../../src/store/database-checks.ts";
import { importHouse } from "../compat/engine/fixture.ts";
import { activityRecord, sessionRecord } from "../compat/engine/memory-format.ts";

const ROWS = () => [
  sessionRecord("s1"),
  activityRecord("s1", "did it"),
  activityRecord("nobody", "astray"),
  { kind: "extra" as const, belongsTo: null },
];

const left = (db: Parameters<typeof checkDatabase>[0]) =>
  db
    .query<{ place: string }, []>("SELECT source_table || row AS place FROM imported_rows_legacy ORDER BY 1")
    .all()
    .map(({ place }) => place);

test("rows as they were go after a while, but for those that are nowhere else", async () => {
  using house = importHouse();
  await house.take(ROWS());
  const archive = (before: number) => house.store.writeNow((tx) => archiveImports(tx, before));
  expect(archive(house.clock.now)).toBe(0); // it is not older than that
  expect(archive(house.clock.now + 1)).toBe(2);
  expect(left(house.db)).toEqual(["activitys2", "extras1"]);
  expect(house.one<{ at: number }>("SELECT archived_at AS at FROM imports").at).toBe(house.clock.now);
  expect(archive(house.clock.now + 1)).toBe(0);
  expect(checkDatabase(house.db).every(({ state }) => state === "ok")).toBe(true);
});

test("nothing goes of an import whose rows are not all accounted for, and that is told", async () => {
  using house = importHouse();
  await house.take(ROWS());
  house.db.run("DELETE FROM imported_rows WHERE source_table = 'sessions'");
  expect(house.store.writeNow((tx) => archiveImports(tx, house.clock.now + 1))).toBe(0);
  expect(left(house.db)).toHaveLength(4);
  expect(checkDatabase(house.db).find(({ state }) => state === "failed")).toMatchObject({
    name: "every legacy row accounted for",
    message: "IMPORT-001: 3 rows of 4 are on record",
  });
});
