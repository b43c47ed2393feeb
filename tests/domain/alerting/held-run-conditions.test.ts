import { expect, test } from "bun:test";
import { type RunInNeed, runInNeedConditions } from "../../../src/domain/alerting/held-run-conditions.ts";

const run = (change: Partial<RunInNeed>): RunInNeed => ({
  ...{ key: "RUN-001", goal: "port it", plan: null, heldBy: null, heldReason: null, warning: null },
  ...change,
});
const kinds = (change: Partial<RunInNeed>) => runInNeedConditions(run(change)).map(({ kind }) => kind);

test("a plan that waits, a hold and a budget that is nearly used up are each one, with the command that mends it", () => {
  expect(kinds({})).toEqual([]);
  expect(kinds({ plan: "drafting" })).toEqual([]);
  expect(kinds({ plan: "proposed", heldBy: "loop", heldReason: "a circle", warning: "near" })).toEqual([
    "plan_ready",
    "run_held",
    "budget_near",
  ]);
  for (const { hint } of runInNeedConditions(run({ plan: "proposed", heldBy: "loop", warning: "near" })))
    expect(hint).toContain("RUN-001");
});

test("a hold by a person is nothing that has to be told them", () => {
  expect(kinds({ heldBy: "operator", heldReason: "wait" })).toEqual([]);
});

test("a budget that is used up is not told to be nearly used up beside", () => {
  expect(kinds({ heldBy: "budget", heldReason: "used up", warning: "near" })).toEqual(["run_held"]);
});
