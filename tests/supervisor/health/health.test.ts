import { expect, test } from "bun:test";
import { statSync } from "node:fs";
import { join } from "node:path";
import { createLogger } from "../../../src/log.ts";
import { Signs } from "../../../src/supervisor/alerts/signs.ts";
import { Health } from "../../../src/supervisor/health/health.ts";
import { testStore } from "../../store/fixture.ts";

test("a daemon shows itself as long as every loop comes round and the database takes writes", async () => {
  using test = testStore();
  const heartbeat = join(test.folder, "heartbeat");
  const { clock, store, db } = test;
  const health = new Health({
    store,
    signs: new Signs(),
    log: createLogger(),
    clock: () => clock.now,
    heartbeat,
  });
  const loop = health.heartbeats.register("loop", 1000);
  health.start({ pid: 1, instance: "i" });
  /** Whether the heartbeat moves when half a minute passes. */
  const shows = () => {
    clock.now += 30_000;
    health.heartbeats.look();
    return statSync(heartbeat).mtimeMs === clock.now;
  };
  const write = () => store.write((tx) => tx.event("daemon.warning", {}, { text: "x".repeat(100_000) }));
  expect(shows()).toBe(true);
  db.run("PRAGMA max_page_count = 1");
  await expect(write()).rejects.toThrow("full");
  expect(shows()).toBe(false);
  db.run("PRAGMA max_page_count = 1000000");
  await write();
  expect(shows()).toBe(true);
  loop.beat();
  expect([shows(), shows()]).toEqual([true, false]);
  loop.rest();
  expect(shows()).toBe(true);
  health.stop();
});
