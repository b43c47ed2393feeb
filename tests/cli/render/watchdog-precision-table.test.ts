import { expect, test } from "bun:test";
import { precisionTable } from "../../../src/cli/render/watchdog-precision-table.ts";
import { plainScreen } from "../support/views.ts";

test("each rule has its counts and its precision, or that there is too little to tell", () => {
  const steps = { warn: 20, nudge: 18, escalate: 15, terminate: 12 };
  const rule = { steps, terminated: 4, shadowTerminated: 8, markedWrong: 1, provenWrong: 2, falseKills: 3 };
  const lines = precisionTable(
    {
      since: "2026-01-31T12:00:00.000Z",
      enough: 10,
      rules: [
        { ...rule, rule: "no_movement", percent: 75 },
        { ...rule, rule: "boot_overdue", percent: null },
      ],
    },
    plainScreen(140),
  ).map((line) => line.trim().split(/ {2,}/));
  expect(lines).toEqual([
    [
      "rule",
      "warned",
      "nudged",
      "escalated",
      "terminated",
      "recorded only",
      "marked wrong",
      "proven wrong",
      "precision",
    ],
    ["no_movement", "20", "18", "15", "4", "8", "1", "2", "75 %"],
    ["boot_overdue", "20", "18", "15", "4", "8", "1", "2", "fewer than 10: too few to tell"],
  ]);
});
