import { expect, test } from "bun:test";
import type { WhyView } from "../../../src/api/contract/watchdog.ts";
import { whyPage } from "../../../src/cli/render/why-page.ts";
import { dateAndTime } from "../../../src/cli/render/words.ts";
import { plainScreen } from "../support/views.ts";

const at = "2026-01-31T12:00:00.000Z";

const entry = (change: Partial<WhyView["history"][number]>): WhyView["history"][number] => ({
  id: 17,
  at,
  kind: "step",
  verdict: "stalled",
  rule: "no_movement",
  step: "nudge",
  level: 1,
  acted: true,
  wrong: false,
  reason: "nothing has moved for 12m",
  ...change,
});

const view = (change: Partial<WhyView>): WhyView => ({
  session: "SESSION-003",
  name: "parser",
  state: "stalled",
  verdict: "stalled",
  rule: "no_movement",
  since: at,
  reason: "nothing has moved for 12m",
  signals: [],
  openTools: [],
  turn: null,
  screenSeenAgoMs: null,
  screen: null,
  ladder: null,
  next: null,
  history: [],
  ...change,
});

test("what was done before is named as everywhere else, a step with the number that marks it", () => {
  const history = [
    entry({ id: 16, kind: "verdict", step: null, level: null }),
    entry({}),
    entry({ id: 18, step: "terminate", level: 3, acted: false, wrong: true }),
    entry({ id: 19, kind: "silence", verdict: "working", step: null, level: null }),
    entry({
      id: 20,
      kind: "verdict",
      verdict: "working",
      step: null,
      level: null,
      reason: "it moved 0s ago",
    }),
    entry({ id: 21, kind: "ended", verdict: "working", step: null, level: null, reason: "it moved 5s ago" }),
  ];
  const lines = whyPage(view({ history }), plainScreen(100));
  const when = dateAndTime(at);
  expect(lines.slice(lines.indexOf("  before") + 1)).toEqual([
    `  ${when}  is stalled  nothing has moved for 12m`,
    `  ${when}  nudge (step 17)  nothing has moved for 12m`,
    `  ${when}  terminate (step 18, recorded only, wrong)  nothing has moved for 12m`,
    `  ${when}  is working  it moved 0s ago`,
    `  ${when}  ended  it moved 5s ago`,
  ]);
});

test("a session about which nothing is on record has no history", () => {
  expect(whyPage(view({ history: [entry({ kind: "silence" })] }), plainScreen(80))).not.toContain("  before");
});

test("no line is wider than the screen", () => {
  const reason =
    "it says that it waits: question: its turn is over, and it has committed nothing; which port?";
  const lines = whyPage(view({ reason, history: [entry({ reason })] }), plainScreen(60));
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  expect(lines.join("").replace(/\s+/g, " ").split(reason).length).toBe(3);
});
