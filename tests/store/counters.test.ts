import { expect, test } from "bun:test";
import { nextKey } from "../../src/store/counters.ts";
import { testStore } from "./fixture.ts";

test("each kind counts for itself, from 1", () => {
  using test = testStore();
  const keys = test.store.writeNow((tx) =>
    (["RUN", "SESSION", "RUN", "TASK", "RUN"] as const).map((kind) => nextKey(tx, kind)),
  );
  expect(keys).toEqual(["RUN-001", "SESSION-001", "RUN-002", "TASK-001", "RUN-003"]);
});

test("a thousand at once get a thousand keys, in order", async () => {
  using test = testStore();
  const keys = await Promise.all(
    Array.from({ length: 1000 }, () => test.store.write((tx) => nextKey(tx, "TASK"))),
  );
  expect(keys).toEqual(Array.from({ length: 1000 }, (_, n) => `TASK-${String(n + 1).padStart(3, "0")}`));
});

test("a transaction that fails uses up no number", async () => {
  using test = testStore();
  const failing = test.store.write((tx) => {
    nextKey(tx, "RUN");
    throw new Error("no");
  });
  const next = test.store.write((tx) => nextKey(tx, "RUN"));
  await expect(failing).rejects.toThrow("no");
  expect(await next).toBe("RUN-001");
});
