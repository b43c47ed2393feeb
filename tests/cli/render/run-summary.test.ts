import { expect, test } from "bun:test";
import { runSummary, taskResult } from "../../../src/cli/render/run-summary.ts";
import { plainScreen, runView, sessionView, taskView } from "../support/views.ts";

const merged = taskView({
  merge: { state: "merged", commit: "abcdef0123", conflictFiles: [], reason: null },
});
const conflict = taskView({
  key: "docs",
  status: "blocked",
  stopCode: "merge_conflict",
  stopReason: "its branch conflicts with overstory/run-001 in README.md",
  sessions: ["SESSION-002", "SESSION-003"],
  merge: { state: "conflict", commit: null, conflictFiles: ["README.md"], reason: null },
});
const sessions = [sessionView({ key: "SESSION-003", branch: "overstory/task/docs", worktree: "/work/docs" })];

test("tells each task's result, where the merged work is, and where to look for the rest", () => {
  expect(runSummary(runView([merged, conflict], { status: "failed" }), sessions, plainScreen(100))).toEqual([
    "RUN-001 failed after 1m 01s: 1 of 2 complete, 1 stopped",
    "  Port the parser",
    "",
    "  task    result    sessions        details",
    "  parser  merged    SESSION-001     abcdef0  Write the parser",
    "  docs    conflict  SESSION-003 ×2  conflict in README.md",
    "",
    "Merged work is on overstory/run-001:",
    "  git log overstory/run-001      see it",
    "  git merge overstory/run-001    take it into your branch",
    "",
    "✗ docs  its branch conflicts with overstory/run-001 in README.md",
    "    log       /repo/.git/overstory/logs/SESSION-001/output.log",
    "    branch    overstory/task/docs",
    "    worktree  /work/docs",
    "",
    "overstory merge list --run RUN-001    what was refused, and why",
    "overstory run resume RUN-001          takes up what was stopped",
  ]);
});

test("a run that delivered its result needs no merge by hand", () => {
  const run = runView([merged], { status: "completed", intoBranch: "main" });
  const text = runSummary(run, [], plainScreen(100)).join("\n");
  expect(text).toContain("Merged into overstory/run-001 and delivered to main.");
  expect(text).not.toContain("git merge");
});

test("paths are whole on a narrow screen, to be copied", () => {
  const lines = runSummary(runView([conflict]), sessions, plainScreen(30));
  expect(lines).toContain("    log       /repo/.git/overstory/logs/SESSION-001/output.log");
});

test.each([
  [merged, "merged"],
  [taskView(), "complete"],
  [conflict, "conflict"],
  [taskView({ status: "blocked", stopCode: "dependency" }), "not begun"],
  [taskView({ status: "blocked", stopCode: "gate_failed" }), "gate failed"],
  [taskView({ status: "blocked", stopCode: "timeout" }), "stopped"],
  [taskView({ status: "aborted", stopCode: "operator" }), "aborted"],
])("task %# has one word for how it stands", (task, word) => {
  expect(taskResult(task)).toBe(word);
});
