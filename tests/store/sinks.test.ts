import { expect, test } from "bun:test";
import {
  forgetOtherSinks,
  listSinkHealth,
  readSinkHealth,
  recordSinkHealth,
  resumeSink,
} from "../../src/store/sinks.ts";
import { START, testStore } from "./fixture.ts";

test("a sink is well until something else is recorded, which stands until the sink is forgotten", () => {
  using test = testStore();
  const bad = { name: "slack", failures: 2, answer: "HTTP 503", resumeAt: START + 4000 };
  expect(readSinkHealth(test.db, "slack")).toEqual({ name: "slack", failures: 0, answer: null, resumeAt: 0 });
  test.store.writeNow((tx) => recordSinkHealth(tx, { ...bad, failures: 1 }));
  test.store.writeNow((tx) => recordSinkHealth(tx, bad));
  expect(listSinkHealth(test.db)).toEqual([bad]);
  test.store.writeNow((tx) => resumeSink(tx, "slack"));
  expect(readSinkHealth(test.db, "slack")).toEqual({ ...bad, resumeAt: 0 });
  test.store.writeNow((tx) => forgetOtherSinks(tx, ["ntfy"]));
  expect(listSinkHealth(test.db)).toEqual([]);
});
