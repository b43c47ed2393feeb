import { expect, test } from "bun:test";
import { readSince } from "../../src/cli/since.ts";

const NOW = Date.parse("2026-01-31T12:00:00.000Z");

test.each([
  ["10m", "2026-01-31T11:50:00.000Z"],
  ["2h ago", "2026-01-31T10:00:00.000Z"],
  ["2026-01-30T08:00:00Z", "2026-01-30T08:00:00.000Z"],
])("--since %s is %s", (text, expected) => {
  expect(readSince(text, NOW)).toBe(expected);
});

test("a time that is none is refused by name", () => {
  expect(() => readSince("yesterday", NOW)).toThrow('--since: "yesterday" is neither a duration nor a time');
});
