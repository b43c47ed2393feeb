import { expect, test } from "bun:test";
import { insertSpare, listSpares, removeSpare, takeSpare } from "../../src/store/spare-worktrees.ts";
import { START, testStore } from "./fixture.ts";

test("each spare worktree is handed out once, the last one that was put back first", () => {
  using it = testStore();
  const { store, db, clock } = it;
  for (const path of ["/a", "/b"]) {
    store.writeNow((tx) => insertSpare(tx, { path, commit: "c", bytes: 7 }));
    clock.now += 1000;
  }
  expect(store.writeNow(takeSpare)).toBe("/b");
  expect(listSpares(db)).toEqual([
    { path: "/a", state: "ready", commit: "c", bytes: 7, returnedAt: START },
    { path: "/b", state: "taken", commit: "c", bytes: 7, returnedAt: START + 1000 },
  ]);
  expect([store.writeNow(takeSpare), store.writeNow(takeSpare)]).toEqual(["/a", null]);
  store.writeNow((tx) => removeSpare(tx, "/a"));
  expect(listSpares(db).map(({ path }) => path)).toEqual(["/b"]);
});
