import { expect, test } from "bun:test";
import { lastEventId } from "../../src/store/events.ts";
import { moveFollower, readFollower } from "../../src/store/followers.ts";
import { addSession, testStore } from "./fixture.ts";

test("a follower begins with what happens from now on, and then goes on where it stands", () => {
  using test = testStore();
  addSession(test.store);
  const begun = test.store.writeNow((tx) => readFollower(tx, "one"));
  expect(begun).toBe(lastEventId(test.db));
  addSession(test.store, { name: "two" });
  expect(test.store.writeNow((tx) => readFollower(tx, "one"))).toBe(begun);
  test.store.writeNow((tx) => moveFollower(tx, "one", begun + 1));
  expect(test.store.writeNow((tx) => readFollower(tx, "one"))).toBe(begun + 1);
  expect(test.store.writeNow((tx) => readFollower(tx, "two"))).toBe(lastEventId(test.db));
});

test("how far a follower has come stands or falls with what it wrote", () => {
  using test = testStore();
  test.store.writeNow((tx) => moveFollower(tx, "one", 5));
  expect(() =>
    test.store.writeNow((tx) => {
      moveFollower(tx, "one", 9);
      throw new Error("what it wrote was refused");
    }),
  ).toThrow("refused");
  expect(test.store.writeNow((tx) => readFollower(tx, "one"))).toBe(5);
});
