import { expect, test } from "bun:test";
import { listSessionsAt } from "../../src/store/sessions-at.ts";
import { addSession, testStore } from "./fixture.ts";

test("the sessions of a worktree are listed, the oldest first; others are not", () => {
  using it = testStore();
  for (const [name, worktree] of [
    ["one", "/w/a"],
    ["two", "/w/ab"],
    ["three", "/w/a"],
  ] as const) {
    addSession(it.store, { name, worktree });
    it.clock.now += 1000;
  }
  expect(listSessionsAt(it.db, "/w/a").map(({ name }) => name)).toEqual(["one", "three"]);
});
