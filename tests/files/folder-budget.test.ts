import { expect, test } from "bun:test";
import { limitsWithin, systemLimits } from "../../src/files/folder-budget.ts";

test("half of what the system allows is left to other programs, and a large allowance is not used up", () => {
  expect(limitsWithin(8192)).toEqual({ each: 4000, inAll: 4096 });
  expect(limitsWithin(1000)).toEqual({ each: 500, inAll: 500 });
  expect(limitsWithin(1_000_000)).toEqual({ each: 4000, inAll: 16_000 });
});

test("this system allows some", () => {
  expect(systemLimits().each).toBeGreaterThan(0);
});
