import { expect, test } from "bun:test";
import { firstPrompt, type Occasion } from "../../src/supervisor/first-prompt.ts";
import { addRun, testStore } from "../store/fixture.ts";

using store = testStore();
const [task] = addRun(store.store, { id: "api", title: "Build the API" }).tasks;

const prompt = (change: Partial<Occasion>) =>
  firstPrompt({
    task: task ?? null,
    branch: "overstory/task/run-001/api",
    predecessor: null,
    isResumed: false,
    isModel: true,
    mode: "interactive",
    isAdopted: false,
    approval: null,
    written: [],
    ...change,
  });

test("a program that is no model gets its task and nothing else", () => {
  expect(prompt({ isModel: false, predecessor: { reason: "it died" } })).toBe("Build the API");
});

test("a model is told besides where it works, when it is done, and how to ask a person", () => {
  expect(prompt({})).toBe(
    'Build the API\n\n[overstory] You work in a git worktree of your own, on the branch overstory/task/run-001/api: commit your work there, and do not push, merge or switch branches. End your turn when the task is done and everything is committed; it is then checked and merged. To ask a person, run: overstory signal wait question --reason "…", and end your turn.',
  );
});

test("one that nobody can answer is not told how to ask", () => {
  expect(prompt({ mode: "headless" })).not.toContain("To ask a person");
});

test("one that goes on with its conversation is told that it was interrupted, and why", () => {
  expect(prompt({ isResumed: true, predecessor: { reason: "exited with 137 (SIGKILL)" } })).toBe(
    "[overstory] You were interrupted (exited with 137 (SIGKILL)). Your worktree is as you left it. Go on with your task.",
  );
});

test("one that goes on with the work of another in a new conversation is told its task, and of that", () => {
  const text = prompt({ predecessor: { reason: "it died" } });
  expect(text).toStartWith("Build the API\n\n[overstory] Another agent has begun this task before you");
});

test("what a person has decided meanwhile is told too", () => {
  const approval = { question: "the plan", decision: "rejected", note: "too big" } as const;
  const told = "A person has rejected what was asked for: the plan (too big).";
  expect(prompt({ approval, isResumed: true, predecessor: { reason: null } })).toContain(told);
  expect(prompt({ approval })).toContain(told);
  expect(prompt({ approval: { ...approval, decision: null } })).not.toContain("rejected");
});

test("one that was taken over with a task is told that it works where it did before", () => {
  expect(prompt({ isAdopted: true, branch: "main" })).toBe(
    'Build the API\n\n[overstory] You are supervised by overstory from now on, and work where you did before, on the branch main. When the task is done and everything is committed, run: overstory task complete --summary "what you did"',
  );
  expect(prompt({ isAdopted: true, task: null })).toBe("");
});

test("what a person wrote and the one before may have taken with it is told again, to the letter", () => {
  const written = ["a new thing\nin two lines", "and another"];
  const told = `[overstory] A person wrote this meanwhile, and it may not have reached the work:\n\n${written.join("\n\n")}`;
  expect(prompt({ isResumed: true, predecessor: { reason: "it died" }, written })).toEndWith(
    `task.\n\n${told}`,
  );
  expect(prompt({ predecessor: { reason: "it died" }, written })).toEndWith(told);
});
