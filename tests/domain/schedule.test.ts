import { expect, test } from "bun:test";
import { CATCH_UP_MS, decideDue } from "../../src/domain/schedule.ts";

test.each([
  ["skip", "nothing", "running", []],
  ["skip", "one that runs", "skipped", ["running"]],
  ["queue", "nothing", "running", []],
  ["queue", "one that runs", "waiting", ["running"]],
  ["queue", "one that runs and one that waits", "skipped", ["running", "waiting"]],
  ["allow", "two that run", "running", ["running", "running"]],
] as const)("with overlap %s and %s open, what is due is %s", (overlap, _, result, open) => {
  expect(
    decideDue(
      overlap,
      open.map((one) => ({ result: one })),
      0,
    ).result,
  ).toBe(result);
});

test("what was missed by up to an hour is caught up on; later it is left out, and says how late it is", () => {
  expect(decideDue("skip", [], CATCH_UP_MS)).toEqual({ result: "running" });
  expect(decideDue("allow", [], CATCH_UP_MS + 60_000)).toEqual({
    result: "skipped",
    message: "it was missed and is 1h 01m late",
  });
});
