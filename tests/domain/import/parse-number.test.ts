import { expect, test } from "bun:test";
import { parseFlag, parseNumber, parseSeconds, parseWhole } from "../../../src/domain/import/parse-number.ts";

test("a number may be its text", () => {
  for (const [value, number] of [
    [3, 3],
    ["3", 3],
    [" -2.5 ", -2.5],
    ["1e3", 1000],
  ] as const)
    expect(parseNumber(value)).toEqual({ value: number, isExact: true });
  for (const wrong of ["", "3px", "0x10", "Infinity", Number.NaN, null, true, {}])
    expect(parseNumber(wrong)).toMatchObject({ problem: expect.stringContaining("is no number") });
});

test("a whole number is exact, and not below its least", () => {
  expect(parseWhole("4711", 1)).toEqual({ value: 4711, isExact: true });
  expect(parseWhole(0.5, 0)).toEqual({ problem: "0.5 is no whole number" });
  expect(parseWhole("12345678901234567890", 0)).toEqual({
    problem: '"12345678901234567890" is no whole number',
  });
  expect(parseWhole(-1, 0)).toEqual({ problem: "-1 is less than 0" });
});

test("seconds become milliseconds; what is finer is lost, and less than none is no duration", () => {
  expect(parseSeconds("12.5")).toEqual({ value: 12_500, isExact: true });
  expect(parseSeconds(0.12345)).toEqual({ value: 123, isExact: false });
  expect(parseSeconds(-1)).toEqual({ problem: "-1 is no duration" });
});

test("truth is written in several ways", () => {
  for (const [value, flag] of [
    [true, true],
    [1, true],
    ["Yes", true],
    [0, false],
    ["false", false],
  ] as const)
    expect(parseFlag(value)).toEqual({ value: flag, isExact: true });
  for (const wrong of [2, "maybe", null, {}]) expect(parseFlag(wrong)).toHaveProperty("problem");
});
