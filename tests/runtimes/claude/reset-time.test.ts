import { expect, test } from "bun:test";
import { readResetTime } from "../../../src/runtimes/claude/reset-time.ts";

const AT = Date.UTC(2026, 10, 21, 10, 0, 30);

test("a time without a day is the next one", () => {
  expect(readResetTime("You've hit your 5-hour limit · resets 1:27pm (UTC)", AT)).toBe(
    Date.UTC(2026, 10, 21, 13, 27),
  );
  expect(readResetTime("resets 9am (UTC)", AT)).toBe(Date.UTC(2026, 10, 22, 9));
  expect(readResetTime("resets 12:15am (UTC)", AT)).toBe(Date.UTC(2026, 10, 22, 0, 15));
  expect(readResetTime("resets 12pm (UTC)", AT)).toBe(Date.UTC(2026, 10, 21, 12));
});

test("the minute that has just begun is meant, and is over soon", () => {
  expect(readResetTime("resets 10:00am (UTC)", AT)).toBe(AT + 20_000);
});

test("a zone is that of the words", () => {
  expect(readResetTime("resets 3pm (Europe/Berlin)", AT)).toBe(Date.UTC(2026, 10, 21, 14));
  expect(readResetTime("resets 3pm (America/New_York)", AT)).toBe(Date.UTC(2026, 10, 21, 20));
  expect(readResetTime("resets 3pm (Asia/Kolkata)", AT)).toBe(Date.UTC(2026, 10, 22, 9, 30));
});

test("a day is that of this year, or of the next when it has passed long ago", () => {
  expect(readResetTime("resets Nov 24, 3pm (UTC)", AT)).toBe(Date.UTC(2026, 10, 24, 15));
  expect(readResetTime("weekly limit · resets Jan 2 at 3:05am (UTC)", AT)).toBe(Date.UTC(2027, 0, 2, 3, 5));
});

test("a day on which the clocks change has its own hours", () => {
  const before = Date.UTC(2026, 9, 24, 22);
  expect(readResetTime("resets 9am (Europe/Berlin)", before)).toBe(Date.UTC(2026, 9, 25, 8));
});

test("seconds since 1970 behind a bar are taken as they are", () => {
  expect(readResetTime("Claude AI usage limit reached|1795260000", AT)).toBe(1_795_260_000_000);
});

test("words without a time, or of a zone that does not exist, say nothing", () => {
  expect(readResetTime("API Error: Request rejected (429)", AT)).toBeNull();
  expect(readResetTime("resets 3pm (Middle/Earth)", AT)).toBeNull();
  expect(readResetTime("resets Foo 3, 3pm (UTC)", AT)).toBeNull();
});
