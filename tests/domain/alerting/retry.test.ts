import { expect, test } from "bun:test";
import { isDead, isGivenUp, waitAfter } from "../../../src/domain/alerting/retry.ts";
import { HOUR, NOW } from "./samples.ts";

test("waits double from a second to five minutes, and are longer where the sink asks for it", () => {
  expect([1, 2, 3, 9, 10, 2000].map((failures) => waitAfter(failures))).toEqual([
    1000, 2000, 4000, 256_000, 300_000, 300_000,
  ]);
  expect(waitAfter(1, 60_000)).toBe(60_000);
  expect(waitAfter(10, 60_000)).toBe(300_000);
});

test("a message is tried for a day, and a sink is dead after three failures in a row", () => {
  expect([isGivenUp(NOW, NOW + 24 * HOUR), isGivenUp(NOW, NOW + 24 * HOUR + 1)]).toEqual([false, true]);
  expect([2, 3].map((failures) => isDead({ failures }))).toEqual([false, true]);
});
