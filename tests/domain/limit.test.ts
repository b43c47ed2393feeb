import { describe, expect, test } from "bun:test";
import { forgottenAt, heldUntil, holdOf, type Limit, showsProgress, strike } from "../../src/domain/limit.ts";

const NOW = 1_700_000_000_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const WALL = { group: "claude", cause: "usage limit", until: null };

describe("strike", () => {
  test("without a declared end the wait doubles from a minute to an hour", () => {
    let limit: Limit | null = null;
    let now = NOW;
    const waits = Array.from({ length: 9 }, () => {
      limit = strike(limit, WALL, now);
      const wait = limit.until - now;
      now = limit.until;
      return wait / MINUTE;
    });
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(limit).toMatchObject({ beganAt: NOW, strikes: 9 });
  });

  test("all who run into it while it holds are one strike", () => {
    const first = strike(null, WALL, NOW);
    expect(strike(first, WALL, NOW + 1)).toBe(first);
    expect(strike(first, { ...WALL, until: NOW + 1000 }, NOW + 1)).toBe(first);
  });

  test("a declared end counts, and a later one that is declared while it holds", () => {
    const first = strike(null, { ...WALL, until: NOW + HOUR }, NOW);
    expect(first).toMatchObject({ until: NOW + HOUR, strikes: 1 });
    const second = strike(first, { ...WALL, until: NOW + 2 * HOUR }, NOW + 1);
    expect(second).toMatchObject({ until: NOW + 2 * HOUR, strikes: 1 });
  });

  test("a declared end that is past already is not believed", () => {
    expect(strike(null, { ...WALL, until: NOW - 1 }, NOW).until).toBe(NOW + MINUTE);
  });
});

describe("a group at a limit", () => {
  const limit = strike(null, { ...WALL, until: NOW + HOUR }, NOW);

  test("is held until its time, with up to a minute of jitter, and then lets in one at a time", () => {
    expect(heldUntil(holdOf(limit, 0, 0), NOW)).toBe(NOW + HOUR);
    expect(heldUntil(holdOf(limit, 0, 0.5), NOW + HOUR)).toBe(NOW + HOUR + MINUTE / 2);
    expect(heldUntil(holdOf(limit, 0, 0), NOW + HOUR)).toBeNull();
    expect(heldUntil(holdOf(limit, 1, 0), NOW + HOUR)).toBeGreaterThan(NOW + HOUR);
  });

  test("waits at most a quarter longer for jitter", () => {
    const short = strike(null, WALL, NOW);
    expect(holdOf(short, 0, 1).opensAt).toBe(short.until + MINUTE / 4);
  });

  test("is forgotten an hour after its time", () => {
    expect(forgottenAt(limit)).toBe(NOW + 2 * HOUR);
  });
});

test("output shows progress only half a minute on, so that the message of the limit itself is none", () => {
  expect(showsProgress(null, 0)).toBe(false);
  expect(showsProgress(29_999, 0)).toBe(false);
  expect(showsProgress(30_000, 0)).toBe(true);
});
