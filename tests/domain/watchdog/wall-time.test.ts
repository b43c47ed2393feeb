import { expect, test } from "bun:test";
import { wallTimes } from "../../../src/domain/watchdog/wall-time.ts";
import { MINUTE, WALL } from "./evidence-samples.ts";

const at = (minute: number) => WALL + minute * MINUTE;
const anchors = [
  { observed: 30 * MINUTE, at: at(100) },
  { observed: 0, at: at(0) },
];
const blind = [
  { kind: "asleep", from: at(10), to: at(70) },
  { kind: "daemon_down", from: at(80), to: at(90) },
] as const;
const wallAt = wallTimes(anchors, blind);

test.each([
  [25, 95],
  [15, 75],
  [5, 5],
  [0, 0],
  [-5, -5],
  [40, 110],
])("after %d observed minutes it was minute %d, whatever was not observed in between", (observed, minute) => {
  expect(wallAt(observed * MINUTE)).toBe(at(minute));
});

test("a clock that was set is followed, forth and back", () => {
  const anchor = [{ observed: 10 * MINUTE, at: at(70) }];
  const forth = wallTimes(anchor, [{ kind: "clock_set", from: at(5), to: at(65) }]);
  expect(forth(3 * MINUTE)).toBe(at(3));
  const back = wallTimes(anchor, [{ kind: "clock_set", from: at(125), to: at(65) }]);
  expect(back(3 * MINUTE)).toBe(at(123));
});
