import { expect, test } from "bun:test";
import { runPage, runTable } from "../../../src/cli/render/run-page.ts";
import { runSummary } from "../../../src/cli/render/run-summary.ts";
import { runView, plainScreen as screen, taskView } from "../support/views.ts";

const tasks = [
  taskView({ key: "coordinate", role: "coordinator", status: "underway", title: "Port the parser" }),
  taskView({
    key: "TASK-001",
    status: "todo",
    sessions: [],
    title: "Read",
    waitsFor: "the plan waits for approval",
  }),
];

test("a list of runs says in a word what holds each", () => {
  const runs = [
    runView(tasks, { plan: "proposed" }),
    runView(tasks, { key: "RUN-002", held: { by: "budget", reason: "used up" } }),
    runView(tasks, { key: "RUN-003", plan: "drafting" }),
    runView(tasks, { key: "RUN-004", status: "failed" }),
  ];
  const words = runTable(runs, screen(100))
    .slice(1)
    .map((line) => line.trim().split(/ {2,}/)[1]);
  expect(words).toEqual(["plan to approve", "held: budget", "plans", "failed"]);
});

test("a page says what each task waits for, and what a person can do about a plan", () => {
  const page = runPage(
    runView(tasks, { plan: "proposed", budget: { usd: 20, tokens: 1_500_000 } }),
    screen(100),
  );
  expect(page).toContainEqual(expect.stringContaining("Read · the plan waits for approval"));
  expect(page).toContainEqual("  budget      $20.00, 1.5M tokens");
  expect(page).toContainEqual(expect.stringContaining("overstory run approve RUN-001"));
  const running = runPage(runView(tasks, { plan: "approved" }), screen(100));
  expect(running.join("\n")).not.toContain("run approve");
});

test("a budget in dollars that nobody tells of is named as such", () => {
  const usage = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, costUsd: null };
  const run = runView(tasks, { budget: { usd: 20, tokens: null }, usage: { ...usage, byModel: {} } });
  expect(runPage(run, screen(120)).join("\n")).toContain("dollars cannot be watched");
});

test("the end of a goal's run is told in the coordinator's own words, which cannot paint the screen", () => {
  const told = taskView({
    key: "coordinate",
    role: "coordinator",
    summary: "Ported.\n\u001b[31mLook at src/a.rs",
  });
  const lines = runSummary(runView([told], { coordinated: true, status: "completed" }), [], screen(100));
  expect(lines).toContain("  Ported.");
  expect(lines.join("\n")).not.toContain("\u001b[31m");
});
