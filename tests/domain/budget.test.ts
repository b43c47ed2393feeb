import { describe, expect, test } from "bun:test";
import { findLoop, judgeBudget, tokensOf } from "../../src/domain/budget.ts";

const both = { budgetUsd: 10, budgetTokens: 1000 };

describe("judgeBudget", () => {
  test("says nothing while there is enough left, and of a run without a budget", () => {
    expect(judgeBudget({ tokens: 799, costUsd: 7.99 }, both, 0.8)).toBeNull();
    expect(
      judgeBudget({ tokens: 1e9, costUsd: 1e6 }, { budgetUsd: null, budgetTokens: null }, 0.8),
    ).toBeNull();
  });

  test("names what is nearly used up, and what is used up", () => {
    expect(judgeBudget({ tokens: 10, costUsd: 8 }, both, 0.8)).toEqual({
      level: "near",
      reason: "$8.00 of $10.00 of its budget are used",
    });
    expect(judgeBudget({ tokens: 1000, costUsd: 1 }, both, 0.8)).toEqual({
      level: "over",
      reason: "its budget is used up: 1,000 of 1,000 tokens",
    });
  });

  test("the further of the two counts", () => {
    expect(judgeBudget({ tokens: 900, costUsd: 12 }, both, 0.8)?.reason).toContain("$12.00 of $10.00");
  });

  test("a cost that nobody tells is not guessed", () => {
    expect(judgeBudget({ tokens: 10, costUsd: null }, both, 0.8)).toBeNull();
    expect(judgeBudget({ tokens: 2000, costUsd: null }, both, 0.8)?.level).toBe("over");
  });
});

test("tokens that were read from a cache do not count", () => {
  const usage = { inputTokens: 1, outputTokens: 2, cacheWriteTokens: 4, cacheReadTokens: 8, costUsd: null };
  expect(tokensOf(usage)).toBe(7);
});

describe("findLoop", () => {
  const pair = ["SESSION-001", "SESSION-002"] as const;

  test("two sessions that write each other more than is allowed go round in a circle", () => {
    expect(findLoop([{ pair, mails: 60 }], [], 60)).toBeNull();
    expect(findLoop([{ pair, mails: 61 }], [], 60)).toBe(
      "SESSION-001 and SESSION-002 sent each other 61 mails within ten minutes (team.maxMailsBetween is 60)",
    );
  });

  test("so does one that has the same task made again and again", () => {
    const again = { maker: "SESSION-001", title: "fix it", made: 5 };
    expect(findLoop([], [again], 60)).toBeNull();
    expect(findLoop([], [{ ...again, made: 6 }], 60)).toBe(
      'SESSION-001 made 6 tasks called "fix it" within ten minutes',
    );
  });
});
