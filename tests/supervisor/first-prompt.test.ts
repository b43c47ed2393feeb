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
    instructions: null,
    mode: "interactive",
    isAdopted: false,
    refusal: null,
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

test("one whose work could not be merged is told why, in the conversation in which it was done or in a new one", () => {
  const refusal = {
    state: "conflict",
    branch: "overstory/task/run-001/api",
    target: "overstory/run-001",
    files: ["a.ts"],
    with: "RUN-001/web (SESSION-002)",
    reason: null,
    gates: [],
  } as const;
  const predecessor = { reason: "exited with 0" };
  const resumed = prompt({ isResumed: true, predecessor, refusal });
  expect(resumed).toStartWith(
    "[overstory] The work on the branch overstory/task/run-001/api is done but cannot be merged",
  );
  expect(resumed).not.toContain("interrupted");
  const fresh = prompt({ predecessor, refusal });
  expect(fresh).toStartWith("Build the API\n\n[overstory] Another agent has begun this task before you");
  expect(fresh).toContain("which has the work of RUN-001/web (SESSION-002), in a.ts");
});

test("where a runtime has no other way its role is told before its task, and not again when it goes on", () => {
  expect(prompt({ instructions: "# You are careful" })).toStartWith(
    "# You are careful\n\n# Your task\n\nBuild the API\n\n[overstory] ",
  );
  expect(
    prompt({ instructions: "# You are careful", isResumed: true, predecessor: { reason: null } }),
  ).not.toContain("careful");
});

test("one that may change nothing is not told to commit, but how it ends", () => {
  const looking = task && { ...task, spec: { ...task.spec, mayWrite: [] } };
  expect(prompt({ task: looking ?? null })).toContain(
    "commit nothing. When you are done, run: overstory done",
  );
  const coordinating = task && { ...task, spec: { ...task.spec, isCoordination: true as const } };
  expect(prompt({ task: coordinating ?? null })).toContain("When you have nothing to do, end your turn");
});

test("what a person wrote and the one before may have taken with it is told again, to the letter", () => {
  const written = ["a new thing\nin two lines", "and another"];
  const told = `[overstory] A person wrote this meanwhile, and it may not have reached the work:\n\n${written.join("\n\n")}`;
  expect(prompt({ isResumed: true, predecessor: { reason: "it died" }, written })).toEndWith(
    `task.\n\n${told}`,
  );
  expect(prompt({ predecessor: { reason: "it died" }, written })).toEndWith(told);
});
