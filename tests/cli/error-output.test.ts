import { expect, test } from "bun:test";
import { errorBody, errorLines, exitCode } from "../../src/cli/error-output.ts";
import { OverstoryError, usageError } from "../../src/errors.ts";

test("an error is shown with its remedy, in two lines", () => {
  expect(errorLines(usageError("--plan is missing", "see: overstory run --help"))).toEqual([
    "error: --plan is missing",
    "  see: overstory run --help",
  ]);
});

test("the further faults of one error are aligned below the first", () => {
  expect(errorLines(usageError("a: is missing\nb: is missing"))).toEqual([
    "error: a: is missing",
    "       b: is missing",
  ]);
});

test("control characters of what is quoted do not reach the terminal", () => {
  expect(errorLines(usageError('unknown "\x1b[2J\x07x"'))).toEqual(['error: unknown " x"']);
});

test("what nobody foresaw comes with its stack", () => {
  expect(errorLines(new TypeError("boom"))[0]).toMatch(/^internal error: TypeError: boom\n.*at /);
});

test("the JSON form has code, message and hint", () => {
  expect(errorBody(new OverstoryError("not_found", "no such thing"))).toEqual({
    error: { code: "not_found", message: "no such thing", hint: null },
  });
  expect(errorBody(new TypeError("boom")).error.code).toBe("internal");
});

test.each([
  ["usage", 2],
  ["not_a_project", 2],
  ["not_found", 1],
  ["daemon_unavailable", 1],
] as const)("%s ends with %d", (code, expected) => {
  expect(exitCode(code)).toBe(expected);
});
