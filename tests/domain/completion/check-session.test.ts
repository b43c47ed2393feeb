import { expect, test } from "bun:test";
import { checkSession } from "../../../src/domain/completion/check-session.ts";

const policy = { summaryLength: 20, updates: 2, require: ["summary"] as const };

test("a session that holds a task cannot end without saying what becomes of it", () => {
  const facts = {
    key: "SESSION-001",
    summary: "Everything is written down",
    updates: 2,
    heldTask: "TASK-002",
  };
  const { errors, requirements } = checkSession(facts, policy);
  expect(errors).toEqual(["SESSION-001 holds TASK-002"]);
  expect(requirements.at(-1)).toMatchObject({
    type: "held_task",
    field: "--release, --complete or --handoff",
  });
});

test("one that holds none needs a summary, and should have logged updates", () => {
  const check = checkSession({ key: "SESSION-001", summary: null, updates: 1, heldTask: null }, policy);
  expect([check.errors, check.warnings]).toEqual([
    ["there is no summary"],
    ["1 update logged; 2 are recommended"],
  ]);
});
