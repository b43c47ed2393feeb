import { expect, test } from "bun:test";
import type { ActivityView } from "../../../src/api/contract/activity.ts";
import type { CheckAnswer } from "../../../src/api/contract/check.ts";
import type { ContextView } from "../../../src/api/contract/context.ts";
import type { WorkTaskView } from "../../../src/api/contract/task.ts";
import { activityLines } from "../../../src/cli/render/activity-lines.ts";
import { completionLines } from "../../../src/cli/render/completion-lines.ts";
import { contextPage } from "../../../src/cli/render/context-page.ts";
import { taskPage } from "../../../src/cli/render/task-page.ts";
import { columnsOf } from "../../../src/cli/render/text.ts";
import { plainScreen } from "../support/views.ts";

const AT = "2026-01-31T12:00:00.000Z";
const LONG = "a sentence that goes on and on ".repeat(6).trim();

const frame = (depth: number, kind: "project" | "task" | "subtask", key: string) => ({
  depth,
  kind,
  key,
  title: `${key} \x1b[31m${LONG}`,
  pushedAt: AT,
  activeMs: 61_000,
});

test("a stack is indented by depth, cut to the screen, and its middle left out when it is deep", () => {
  const deep = Array.from({ length: 10_000 }, (_, n) => frame(n + 2, "subtask", `TASK-${n}`));
  const context: ContextView = {
    session: "SESSION-001",
    frames: [frame(0, "project", "repo"), frame(1, "task", "TASK-001"), ...deep],
  };
  const lines = contextPage(context, plainScreen(80));
  expect(lines).toHaveLength(14);
  expect(lines[2]).toMatch(/^ {4}task {5}TASK-001 {2}TASK-001 a sentence/);
  expect(lines[7]).toBe("  … 9990 more …");
  expect(lines.at(-1)).toContain("TASK-9999");
  for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(80);
  expect(contextPage({ session: "SESSION-001", frames: [] }, plainScreen(80))).toEqual([
    "SESSION-001",
    "  works on nothing yet",
  ]);
});

test("a checklist marks what is met, missing, advised and unknown, with the remedy below", () => {
  const requirement = (state: "met" | "missing" | "advised" | "unknown", message: string) =>
    ({ type: "clean_tree", state, message, field: null, how: "git commit" }) as const;
  const check: CheckAnswer = {
    subject: "TASK-001",
    kind: "task",
    valid: false,
    errors: ["dirty"],
    warnings: [],
    requirements: [
      requirement("met", "clean"),
      requirement("missing", "dirty"),
      requirement("advised", LONG),
      requirement("unknown", "cannot be told"),
    ],
    details: {},
  };
  const lines = completionLines(check, plainScreen(80));
  expect(lines.slice(0, 3)).toEqual([
    "✓ clean tree  clean",
    "✗ clean tree  dirty",
    "              git commit",
  ]);
  expect(lines.filter((line) => /^[!?] /.test(line))).toHaveLength(2);
  expect(lines.at(-1)).toBe("TASK-001 cannot be completed yet");
  for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(80);
});

test("the page of a task wraps what is long and says who had it", () => {
  const task: WorkTaskView = {
    id: "t",
    key: "parser",
    run: "RUN-001",
    title: "Write the parser",
    description: `${LONG}\nsecond line`,
    status: "blocked",
    reason: "waits for the API",
    priority: "high",
    role: "builder",
    category: null,
    estimateMs: 5_400_000,
    sprint: null,
    parent: null,
    subtasks: [{ key: "TASK-002", title: "A part", status: "complete" }],
    dependsOn: [{ key: "lexer", status: "todo" }],
    gates: ["npm test"],
    session: null,
    history: [{ session: "SESSION-001", claimedAt: AT, releasedAt: "2026-01-31T13:30:00.000Z" }],
    summary: null,
    createdAt: AT,
    updatedAt: AT,
    closedAt: null,
  };
  const lines = taskPage(task, plainScreen(80));
  expect(lines[0]).toBe("RUN-001/parser  Write the parser  blocked");
  expect(lines).toContain("  reason      waits for the API");
  expect(lines).toContain("  estimate    1h 30m");
  expect(lines).toContain("  waits for   lexer (todo)");
  expect(lines).toContain("              second line");
  expect(lines.join("\n")).toMatch(/held by {5}SESSION-001 from .*, for 1h 30m/);
  expect(lines.at(-1)).toBe("    TASK-002  complete  A part");
  for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(80);
});

test("the log cuts nothing, and shows an artifact's path where it says more", () => {
  const activity: ActivityView = {
    id: 1,
    at: AT,
    session: "SESSION-001",
    task: "TASK-001",
    sprint: null,
    kind: "artifact",
    text: LONG,
    data: { path: "plan.md" },
  };
  const lines = activityLines([activity], plainScreen(80), AT);
  expect(lines.map((line) => line.trim()).join(" ")).toContain("(plan.md)");
  expect(lines.join(" ").match(/goes/g)).toHaveLength(6);
  for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(80);
  expect(activityLines([{ ...activity, text: "plan.md" }], plainScreen(80), AT).join("")).not.toContain("(");
});
