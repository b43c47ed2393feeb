import { expect, test } from "bun:test";
import fc from "fast-check";
import { formatKey, keyNumber } from "../../src/domain/keys.ts";

const kinds = fc.constantFrom("SESSION", "RUN", "TASK");

test("a key has three digits at least", () => {
  expect(formatKey("SESSION", 1)).toBe("SESSION-001");
  expect(formatKey("TASK", 1000)).toBe("TASK-1000");
});

test("every number comes back from its key, in any case", () => {
  fc.assert(
    fc.property(kinds, fc.integer({ min: 0, max: 999_999_999 }), (kind, number) => {
      expect(keyNumber(kind, formatKey(kind, number))).toBe(number);
      expect(keyNumber(kind, formatKey(kind, number).toLowerCase())).toBe(number);
    }),
  );
});

test("no two numbers share a key", () => {
  fc.assert(
    fc.property(kinds, fc.nat(), fc.nat(), (kind, a, b) => {
      expect(formatKey(kind, a) === formatKey(kind, b)).toBe(a === b);
    }),
  );
});

test("text that is not a key of that kind has no number", () => {
  for (const text of [
    "",
    "RUN-001",
    "SESSION-",
    "SESSION-1x",
    " SESSION-1",
    "SESSION-1\n",
    "SESSION--1",
    "SESSION-1234567890",
  ])
    expect(keyNumber("SESSION", text)).toBeUndefined();
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!/^run-\d{1,9}$/i.test(text));
      expect(keyNumber("RUN", text)).toBeUndefined();
    }),
  );
});
