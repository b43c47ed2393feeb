import { describe, expect, test } from "bun:test";
import { createCalendar } from "../../../src/supervisor/schedules/calendar.ts";

const at = (iso: string) => Date.parse(iso);

describe("a calendar", () => {
  const daily = createCalendar("0 3 * * *", "Europe/Berlin");
  const three = at("2026-03-01T02:00:00Z");

  test("names times in its zone: the next one after a moment, the last one up to and with it", () => {
    expect([three - 1, three].map(daily.next)).toEqual([three, at("2026-03-02T02:00:00Z")]);
    expect([three - 1, three].map(daily.last)).toEqual([at("2026-02-28T02:00:00Z"), three]);
  });

  test("a time that the change to summer time leaves out is not left out, one that comes twice counts once", () => {
    const nightly = createCalendar("30 2 * * *", "Europe/Berlin");
    expect(nightly.next(at("2026-03-28T12:00:00Z"))).toBe(at("2026-03-29T01:00:00Z"));
    expect(nightly.next(at("2026-10-24T12:00:00Z"))).toBe(at("2026-10-25T00:30:00Z"));
    expect(nightly.next(at("2026-10-25T00:30:00Z"))).toBe(at("2026-10-26T01:30:00Z"));
  });

  test("a pattern that never comes true has no time", () => {
    const never = createCalendar("0 0 30 2 *", null);
    expect([never.next(three), never.last(three)]).toEqual([null, null]);
  });
});
