import { describe, expect, test } from "bun:test";
import { formatDuration, parseDuration } from "../src/duration.ts";

describe("parseDuration", () => {
  test.each([
    ["30s", 30_000],
    ["10m", 600_000],
    ["1h30m", 5_400_000],
    ["500ms", 500],
    ["1.5s", 1500],
    ["45", 45_000],
    [2, 2000],
  ])("reads %p as %d ms", (text, ms) => {
    expect(parseDuration(text, "timeout")).toBe(ms);
  });

  test.each(["", "soon", "10x", "5m later", "-3s", "1h 30m", Number.NaN, -1])(
    "refuses %p and names the field",
    (text) => {
      expect(() => parseDuration(text, "tasks[2].timeout")).toThrow(
        /tasks\[2\]\.timeout: ".*" is not a duration/,
      );
    },
  );
});

test.each([
  [0, "0s"],
  [8_900, "8s"],
  [250_000, "4m 10s"],
  [7_500_000, "2h 05m"],
  [273_600_000, "3d 4h"],
  [-5, "0s"],
])("formatDuration(%d) is %p", (ms, words) => {
  expect(formatDuration(ms)).toBe(words);
});
