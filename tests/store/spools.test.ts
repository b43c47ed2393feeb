import { expect, test } from "bun:test";
import { forgetTaken, readTaken, recordTaken } from "../../src/store/spools.ts";
import { addSession, testStore } from "./fixture.ts";

test("how far a spool was taken in is 0 until it is recorded, and again when it is gone", () => {
  using test = testStore();
  const { id } = addSession(test.store);
  expect(readTaken(test.db, id)).toBe(0);
  for (const bytes of [12, 40]) {
    test.store.writeNow((tx) => recordTaken(tx, id, bytes));
    expect(readTaken(test.db, id)).toBe(bytes);
  }
  test.store.writeNow((tx) => forgetTaken(tx, id));
  expect(readTaken(test.db, id)).toBe(0);
});
