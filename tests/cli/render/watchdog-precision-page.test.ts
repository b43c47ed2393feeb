import { expect, test } from "bun:test";
import { precisionPage } from "../../../src/cli/render/watchdog-precision-page.ts";
import { plainScreen } from "../support/views.ts";

test("each rule has its counts and its precision, or that there is too little to tell", () => {
  const steps = { warn: 20, nudge: 18, escalate: 15, terminate: 12 };
  const rule = { steps, terminated: 4, shadowTerminated: 8, markedWrong: 1, provenWrong: 2, falseKills: 3 };
  const lines = precisionPage(
    {
      since: "2026-01-31T12:00:00.000Z",
      enough: 10,
      rules: [
        { ...rule, rule: "no_movement", percent: 75 },
        { ...rule, rule: "boot_overdue", shadowTerminated: 0, percent: null },
      ],
    },
    plainScreen(80),
  );
  expect(lines).toEqual([
    "no_movement  precision 75 %",
    "  steps       20 warn, 18 nudge, 15 escalate, 12 terminate",
    "  terminated  4, 8 recorded only",
    "  wrong       3: 1 marked by a person, 2 proven by what came after",
    "boot_overdue  precision fewer than 10 terminations: too few to tell",
    "  steps       20 warn, 18 nudge, 15 escalate, 12 terminate",
    "  terminated  4",
    "  wrong       3: 1 marked by a person, 2 proven by what came after",
  ]);
});
