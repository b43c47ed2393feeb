import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { parsePlan } from "../../../src/api/plan-input.ts";
import { demoPlan, EXPECTED_RESULTS } from "../../../src/cli/demo/plan.ts";
import { parseConfig } from "../../../src/config.ts";

const plan = parsePlan(demoPlan("/a folder/agent.sh"), "plan.json", parseConfig({}, "nothing"));

test("the demo's plan is accepted, and every task has work that lies ready and an expected result", () => {
  expect(plan.tasks.length).toBeGreaterThanOrEqual(8);
  expect(plan.tasks.map(({ id }) => id).sort()).toEqual(Object.keys(EXPECTED_RESULTS).sort());
  for (const { id } of plan.tasks)
    expect(existsSync(new URL(`../../../src/cli/demo/agent/work/${id}`, import.meta.url))).toBe(true);
});
