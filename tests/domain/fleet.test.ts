import { describe, expect, test } from "bun:test";
import { type AgentEnd, isFleetFailing } from "../../src/domain/fleet.ts";

const NOW = 1_700_000_000_000;
const MINUTE = 60_000;

describe("isFleetFailing", () => {
  const end = (task: number, agoMs: number, change: Partial<AgentEnd> = {}): AgentEnd => ({
    taskId: `task-${task}`,
    startedAt: NOW - agoMs - 2000,
    endedAt: NOW - agoMs,
    isGood: false,
    ...change,
  });
  const five = [1, 2, 3, 4, 5].map((n) => end(n, n * 1000));

  test.each<[string, AgentEnd[], boolean]>([
    ["five agents that failed at once", five, true],
    ["four", five.slice(1), false],
    ["attempts at two tasks", [...five.slice(0, 3), end(1, 4000), end(2, 5000)], true],
    [
      "attempts at one task, which its restart policy sees to",
      five.map((one) => ({ ...one, taskId: "a" })),
      false,
    ],
    ["a success between them", [...five, end(6, 3500, { isGood: true })], false],
    ["a success before them", [...five, end(6, 6000, { isGood: true })], true],
    ["one of them after a minute of work", [...five.slice(1), end(1, 0, { startedAt: NOW - 60_001 })], false],
    ["one of them longer ago than five minutes", [...five.slice(1), end(1, 5 * MINUTE)], false],
  ])("%s", (_, ends, expected) => {
    expect(isFleetFailing(ends, NOW)).toBe(expected);
    expect(isFleetFailing(ends.toReversed(), NOW)).toBe(expected);
  });
});
