import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { afterQuiet } from "../../../src/domain/alerting/quiet-hours.ts";

const BERLIN = { from: "22:00", to: "07:00", timezone: "Europe/Berlin" };
const end = (at: string, quiet = BERLIN) => new Date(afterQuiet(Date.parse(at), quiet)).toISOString();

test.each([
  ["by day", "2026-01-31T12:00:00.000Z", "2026-01-31T12:00:00.000Z"],
  ["in the first minute", "2026-01-31T21:00:00.000Z", "2026-02-01T06:00:00.000Z"],
  ["before midnight", "2026-01-31T22:30:30.500Z", "2026-02-01T06:00:00.000Z"],
  ["after midnight", "2026-02-01T03:00:00.000Z", "2026-02-01T06:00:00.000Z"],
  ["in the last minute", "2026-02-01T05:59:59.999Z", "2026-02-01T06:00:00.000Z"],
  ["at their end", "2026-02-01T06:00:00.000Z", "2026-02-01T06:00:00.000Z"],
])("%s", (_, at, expected) => {
  expect(end(at)).toBe(expected);
});

test("none, and hours that begin when they end, hold back nothing", () => {
  const at = Date.parse("2026-01-31T23:00:00Z");
  expect(afterQuiet(at, null)).toBe(at);
  expect(afterQuiet(at, { from: "22:00", to: "22:00", timezone: "UTC" })).toBe(at);
});

describe("when clocks change meanwhile", () => {
  test("the night of the change to summer time is an hour shorter", () => {
    expect(end("2026-03-28T21:30:00Z")).toBe("2026-03-29T05:00:00.000Z");
  });

  test("the night of the change to winter time is an hour longer", () => {
    expect(end("2026-10-24T21:30:00Z")).toBe("2026-10-25T06:00:00.000Z");
  });

  test("an end that the change leaps over is at the next minute that there is", () => {
    const quiet = { ...BERLIN, to: "02:30" };
    expect(end("2026-03-28T23:00:00Z", quiet)).toBe("2026-03-29T01:00:00.000Z");
  });
});

test("whatever the hours, the zone and the time: the answer is not quiet, and no quiet minute was left out before it", () => {
  const clock = fc
    .tuple(fc.nat(23), fc.nat(59))
    .map((parts) => parts.map((n) => `${n}`.padStart(2, "0")).join(":"));
  const zone = fc.constantFrom(
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "UTC",
  );
  const time = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 11, 31) });
  fc.assert(
    fc.property(clock, clock, zone, time, (from, to, timezone, at) => {
      const quiet = { from, to, timezone };
      const answer = afterQuiet(at, quiet);
      expect(afterQuiet(answer, quiet)).toBe(answer);
      if (answer > at) expect(afterQuiet(Math.max(at, answer - 60_000), quiet)).toBe(answer);
      expect(answer - at).toBeLessThanOrEqual(26 * 3_600_000);
    }),
    { numRuns: 300 },
  );
});
