import { expect, test } from "bun:test";
import { viewUnobserved } from "../../../src/api/views/status-view.ts";
import { recordBlind } from "../../../src/store/observed-time.ts";
import { START, testStore } from "../../store/fixture.ts";

const HOUR = 60 * 60_000;

test("the status tells what was not observed in the last 24 hours", () => {
  using test = testStore();
  test.store.writeNow((tx) => {
    recordBlind(tx, { kind: "asleep", from: START - 30 * HOUR, to: START - 25 * HOUR });
    recordBlind(tx, { kind: "daemon_down", from: START - 26 * HOUR, to: START - 23 * HOUR });
  });
  const iso = (ms: number) => new Date(ms).toISOString();
  expect(viewUnobserved(test.db, START)).toEqual([
    { kind: "daemon_down", from: iso(START - 26 * HOUR), to: iso(START - 23 * HOUR) },
  ]);
});
