import { expect, test } from "bun:test";
import type { UsageView } from "../../../src/api/contract/usage.ts";
import { runSummary } from "../../../src/cli/render/run-summary.ts";
import { sessionPage } from "../../../src/cli/render/session-page.ts";
import { statusPage } from "../../../src/cli/render/status-page.ts";
import { shortUsage, usageWords } from "../../../src/cli/render/usage-words.ts";
import { plainScreen, runView, sessionView, statusView, taskView } from "../support/views.ts";

const usage = (change: Partial<UsageView> = {}): UsageView => ({
  inputTokens: 950,
  outputTokens: 12_345,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  costUsd: null,
  byModel: {},
  ...change,
});

test("tokens are told in a few digits, those from the cache apart, and a cost only where it is known", () => {
  expect(usageWords(usage())).toBe("950 tokens in, 12k out");
  const much = usage({ cacheReadTokens: 1_100_000, cacheWriteTokens: 98_050, costUsd: 1.234 });
  expect(usageWords(much)).toBe("1.2M tokens in (1.1M from cache), 12k out, $1.23");
  expect(shortUsage(much)).toBe("1.2M in, 12k out, $1.23");
  expect(usageWords(usage({ costUsd: 0.004 }))).toBe("950 tokens in, 12k out, less than $0.01");
});

test.each([
  [999, "999"],
  [1000, "1k"],
  [1500, "1.5k"],
  [99_900, "100k"],
  [999_499, "999k"],
  [999_500, "1M"],
  [12_000_000, "12M"],
])("%d tokens are %s", (inputTokens, words) => {
  expect(usageWords(usage({ inputTokens }))).toStartWith(`${words} tokens in,`);
});

test("it is on the pages of sessions, runs and the status, and only where something is known", () => {
  const used = { usage: usage({ costUsd: 2 }) };
  const screen = plainScreen(100);
  const limits = { ageMs: 0, attention: 5, runs: 5, sessions: 5 };
  const pages = (change: Partial<typeof used>) =>
    [
      sessionPage(sessionView(change), screen),
      runSummary(runView([taskView()], change), [], screen),
      statusPage(statusView({ runs: [runView([taskView()], change)] }), screen, limits),
    ].map((lines) => lines.join("\n"));
  for (const page of pages(used)) expect(page).toContain("12k out, $2.00");
  for (const page of pages({})) expect(page).not.toContain(" out");
});
