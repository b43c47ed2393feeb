import { expect, test } from "bun:test";
import { type Finding, judge } from "../../../src/domain/completion/judge.ts";

const finding = (change: Partial<Finding>): Finding => ({
  type: "updates",
  state: "lacking",
  message: `${change.type} ${change.state}`,
  field: null,
  how: null,
  ...change,
});

test("what lacks is an error where it is required, and a warning elsewhere", () => {
  const findings = [finding({ type: "summary", message: "no summary" }), finding({ message: "no updates" })];
  expect(judge(findings, { require: ["summary"] }, { updates: 0 })).toMatchObject({
    valid: false,
    errors: ["no summary"],
    warnings: ["no updates"],
    requirements: [{ state: "missing" }, { state: "advised" }],
    details: { updates: 0 },
  });
});

test("advice and what cannot be told only warn, required or not", () => {
  const findings = [
    finding({ type: "gates", state: "unknown", message: "who knows" }),
    finding({ type: "summary", state: "advised", message: "a bit short" }),
  ];
  const check = judge(findings, { require: ["gates", "summary"] }, {});
  expect([check.valid, check.warnings]).toEqual([true, ["who knows", "a bit short"]]);
});

test("open tasks of a sprint and a held task block whatever a project requires", () => {
  const check = judge([finding({ type: "tasks" }), finding({ type: "held_task" })], { require: [] }, {});
  expect(check.errors).toHaveLength(2);
});

test("what is met is in the list and neither an error nor a warning", () => {
  const check = judge([finding({ state: "met" })], { require: ["updates"] }, {});
  expect(check).toMatchObject({ valid: true, errors: [], warnings: [], requirements: [{ state: "met" }] });
});
