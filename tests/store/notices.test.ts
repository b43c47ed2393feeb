import { expect, test } from "bun:test";
import { addNotice, takeNotices } from "../../src/store/notices.ts";
import { addSession, testStore } from "./fixture.ts";

test("a session hears each of its notices once, oldest first", () => {
  using test = testStore();
  const [one, two] = [addSession(test.store), addSession(test.store, { name: "two" })];
  const take = (id: string) => test.store.writeNow((tx) => takeNotices(tx, id));
  test.store.writeNow((tx) => {
    addNotice(tx, one.id, "first");
    addNotice(tx, two.id, "for two");
    addNotice(tx, one.id, "second");
  });
  expect(take(one.id)).toEqual(["first", "second"]);
  expect(take(one.id)).toEqual([]);
  test.store.writeNow((tx) => addNotice(tx, one.id, "third"));
  expect([take(one.id), take(two.id)]).toEqual([["third"], ["for two"]]);
});
