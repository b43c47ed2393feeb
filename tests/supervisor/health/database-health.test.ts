import { expect, test } from "bun:test";
import { Signs } from "../../../src/supervisor/alerts/signs.ts";
import { watchDatabase } from "../../../src/supervisor/health/database-health.ts";
import { testStore } from "../../store/fixture.ts";

test("a database that refuses writes is a condition, until a write succeeds", async () => {
  using test = testStore();
  const signs = new Signs();
  const { isWell } = watchDatabase(test.store, signs);
  const write = () => test.store.write((tx) => tx.event("daemon.warning", {}, { text: "x".repeat(100_000) }));
  test.db.run("PRAGMA max_page_count = 1"); // as full as a disk can be
  await expect(write()).rejects.toMatchObject({ code: "database" });
  expect(isWell()).toBe(false);
  expect(signs.list()).toMatchObject([
    {
      cause: "database",
      kind: "database",
      severity: "critical",
      message: expect.stringContaining("is full"),
    },
  ]);
  test.db.run("PRAGMA max_page_count = 1000000");
  await write();
  expect([isWell(), signs.list()]).toEqual([true, []]);
});
