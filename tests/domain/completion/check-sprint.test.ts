import { expect, test } from "bun:test";
import { checkSprint } from "../../../src/domain/completion/check-sprint.ts";

const policy = { summaryLength: 20, updates: 2, require: ["summary"] as const };
const summary = "All that was planned is done";

test("a sprint is complete when its tasks are closed and it has a summary", () => {
  const check = checkSprint({ key: "SPRINT-001", summary, tasks: { count: 2, open: [] } }, policy);
  expect([check.valid, check.details]).toEqual([true, { summaryLength: 28, tasks: 2, openTasks: 0 }]);
});

test("open tasks are named", () => {
  const open = [{ key: "TASK-002", status: "underway" as const }];
  const { errors } = checkSprint({ key: "SPRINT-001", summary: null, tasks: { count: 2, open } }, policy);
  expect(errors).toEqual(["there is no summary", "1 of 2 tasks is open: TASK-002 (underway)"]);
});
