import { describe, expect, test } from "bun:test";
import { BETWEEN } from "../../../src/cli/arguments.ts";
import { readAmount, readCount, readTokens, repeated } from "../../../src/cli/commands/run/limits.ts";
import { errorOf } from "../../support/error-of.ts";
import { testRepository } from "../../support/repository.ts";
import { overstory } from "../support/cli.ts";

describe("limits of a run", () => {
  test("are read as people write them", () => {
    expect(readAmount("--budget-usd", "20")).toBe(20);
    expect(readAmount("--budget-usd", "$0.50")).toBe(0.5);
    expect(readTokens("--budget-tokens", "500k")).toBe(500_000);
    expect(readTokens("--budget-tokens", "1.5M")).toBe(1_500_000);
    expect(readTokens("--budget-tokens", "800")).toBe(800);
    expect(readCount("--max-agents", "12", 1000)).toBe(12);
    expect(repeated(`npm test${BETWEEN}npm run lint`)).toEqual(["npm test", "npm run lint"]);
  });

  test("that are absent are none", () => {
    expect(readAmount("--budget-usd", undefined)).toBeUndefined();
    expect(readTokens("--budget-tokens", undefined)).toBeUndefined();
    expect(readCount("--max-agents", undefined, 1000)).toBeUndefined();
    expect(repeated(undefined)).toBeUndefined();
  });

  test.each(["0", "-1", "free", "1e3", "", "NaN"])("name their option when they are %p", (text) => {
    expect(errorOf(() => readAmount("--budget-usd", text))).toMatchObject({
      code: "usage",
      message: expect.stringContaining("--budget-usd: must be an amount in dollars"),
    });
    expect(errorOf(() => readTokens("--budget-tokens", text)).message).toContain("--budget-tokens:");
    expect(errorOf(() => readCount("--max-agents", text, 1000)).message).toContain("--max-agents:");
  });
});

test("a command that is mistyped is no goal, and starts nothing", async () => {
  using repository = testRepository();
  expect(await overstory(repository.path, "run", "lst")).toMatchObject({
    exitCode: 2,
    stderr:
      'error: GOAL: "lst" says too little to be planned\n  did you mean: overstory run list? a goal needs more words\n',
  });
});
