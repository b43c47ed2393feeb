import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parseTime, parseTimeOfDay } from "../../../src/domain/import/parse-time.ts";

const AT = Date.UTC(2026, 0, 29, 16, 26, 23);

describe("a time", () => {
  test.each([
    ["2026-01-29T16:26:23Z", AT],
    ["2026-01-29T16:26:23.000Z", AT],
    ["2026-01-29t16:26:23z", AT],
    ["2026-01-29 16:26:23", AT],
    ["2026-01-29T16:26:23", AT],
    ["2026-01-29T17:26:23+01:00", AT],
    ["2026-01-29T10:56:23-0530", AT],
    ["2026-01-29T18:26:23+02", AT],
    ["2026-01-29T16:26:23.250000+00:00", AT + 250],
    ["2026-01-29T16:26:23.5", AT + 500],
    ["2026-01-29 16:26", AT - 23_000],
    ["2026-01-29", Date.UTC(2026, 0, 29)],
    ["2024-02-29", Date.UTC(2024, 1, 29)],
    [" 2026-01-29T16:26:23Z ", AT],
    [AT, AT],
    [AT / 1000, AT],
    [String(AT), AT],
    [String(AT / 1000), AT],
    [AT / 1000 + 0.25, AT + 250],
  ])("%p is read to the millisecond", (value, at) => {
    expect(parseTime(value)).toEqual({ value: at, isExact: true });
  });

  test.each([["2026-01-29T16:26:23.123456Z"], ["1769703983.1234567"]])("%p loses what is finer", (value) => {
    expect(parseTime(value)).toMatchObject({ value: AT + 123, isExact: false });
  });

  const none: unknown[] = [
    "0000-00-00",
    "0000-00-00T00:00:00Z",
    "0001-01-01T00:00:00Z",
    "2026-02-30",
    "2025-02-29",
    "2026-13-01",
    "2026-01-29T24:00:00Z",
    "2026-01-29T16:60:00Z",
    "2026-01-29T16:26:61Z",
    "2026-01-29T16:26:23+15:00",
    "2026-01-29T16:26:23+01:75",
    "29.01.2026",
    "20260129",
    "yesterday",
    "",
    0,
    -1,
    12,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e18,
    true,
    {},
    [],
    null,
  ];
  test.each(none.map((value) => [value]))("%p is none", (value) => {
    expect(parseTime(value)).toMatchObject({ problem: expect.stringContaining("is no time") });
  });

  test("that JavaScript prints is read back, in any zone", () => {
    const zones = fc.integer({ min: -14 * 60, max: 14 * 60 });
    const times = fc.integer({ min: 1e11, max: Date.UTC(9999, 0, 1) });
    fc.assert(
      fc.property(times, zones, (at, minutes) => {
        const sign = minutes < 0 ? "-" : "+";
        const size = Math.abs(minutes);
        const zone = `${sign}${String(Math.floor(size / 60)).padStart(2, "0")}:${String(size % 60).padStart(2, "0")}`;
        const text = new Date(at + minutes * 60_000).toISOString();
        fc.pre(text.length === 24);
        expect(parseTime(text.replace("Z", zone))).toEqual({ value: at, isExact: true });
        expect(parseTime(at)).toEqual({ value: at, isExact: true });
      }),
    );
  });
});

test("a time of day is ms since the day began", () => {
  expect(parseTimeOfDay("9:30")).toEqual({ value: 34_200_000, isExact: true });
  expect(parseTimeOfDay("09:30:15.25")).toEqual({ value: 34_215_250, isExact: true });
  for (const wrong of ["24:00", "9:60", "9", "", null, 930])
    expect(parseTimeOfDay(wrong)).toMatchObject({ problem: expect.stringContaining("is no time of day") });
});
