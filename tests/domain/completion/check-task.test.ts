import { describe, expect, test } from "bun:test";
import { checkTask, type TaskFacts } from "../../../src/domain/completion/check-task.ts";
import type { CompletionPolicy } from "../../../src/domain/completion/policy.ts";
import type { Requirement } from "../../../src/domain/completion.ts";

const policy: CompletionPolicy = {
  summaryLength: 20,
  updates: 2,
  require: ["summary", "subtasks", "gates", "clean_tree"],
};

const GREEN = { command: "npm test", passed: true, exitCode: 0, headCommit: "c".repeat(40) };

const DONE: TaskFacts = {
  task: "TASK-001",
  summary: "The API answers all requests",
  updates: 2,
  subtasks: { count: 1, open: [] },
  gates: { by: "session", head: "c".repeat(40), gates: [{ command: "npm test", run: GREEN }] },
  tree: { isKnown: true, head: "c".repeat(40), commits: 1, dirty: [], isCommitted: false },
  spentMs: 60_000,
  estimateMs: 60_000,
};

const check = (change: Partial<TaskFacts> = {}) => checkTask({ ...DONE, ...change }, policy);

const requirement = (type: Requirement["type"], change: Partial<TaskFacts>) => {
  const found = check(change).requirements.find((one) => one.type === type);
  return [found?.state, found?.message];
};

test("a task with everything is valid without a warning, and the list says what was looked at", () => {
  const { valid, errors, warnings, requirements } = check();
  expect([valid, errors, warnings]).toEqual([true, [], []]);
  expect(requirements.map(({ type, state, how }) => [type, state, how])).toEqual(
    (["summary", "updates", "subtasks", "gates", "commits", "clean_tree", "estimate"] as const).map(
      (type) => [type, "met", null],
    ),
  );
});

test("what is not met tells what to type", () => {
  const gates = { by: "session", head: null, gates: [{ command: "npm test", run: null }] } as const;
  const { requirements } = check({ summary: null, updates: 0, gates });
  expect(requirements.slice(0, 4)).toMatchObject([
    { field: "--summary", how: 'overstory task complete TASK-001 --summary "what was done"' },
    { how: 'overstory update "what was done"' },
    { how: null },
    { how: "overstory task check TASK-001 --gates" },
  ]);
});

describe("the summary", () => {
  test.each([
    [null, "missing", "there is no summary"],
    ["  \n ", "missing", "there is no summary"],
    ["done", "advised", "the summary has 4 characters; 20 are recommended"],
    ["12345678901234567890", "met", "the summary has 20 characters"],
    ["1234567890123456789é", "met", "the summary has 20 characters"],
  ])("%j is %s", (summary, state, message) => {
    expect(requirement("summary", { summary })).toEqual([state, message]);
  });
});

describe("updates", () => {
  test.each([
    [0, "advised", "no update was logged; 2 are recommended"],
    [1, "advised", "1 update logged; 2 are recommended"],
    [2, "met", "2 updates logged"],
  ])("%d", (updates, state, message) => {
    expect(requirement("updates", { updates })).toEqual([state, message]);
  });
});

describe("subtasks", () => {
  const open = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ key: `TASK-00${index + 2}`, status: "todo" as const }));

  test("that are open are named", () => {
    const subtasks = { count: 3, open: open(1) };
    expect(requirement("subtasks", { subtasks })).toEqual([
      "missing",
      "1 of 3 subtasks is open: TASK-002 (todo)",
    ]);
  });

  test("of many the first five are", () => {
    const [, message] = requirement("subtasks", { subtasks: { count: 8, open: open(8) } });
    expect(message).toEndWith("TASK-005 (todo), TASK-006 (todo) and 3 more");
  });

  test("need not be", () => {
    expect(requirement("subtasks", { subtasks: { count: 0, open: [] } })).toEqual([
      "met",
      "there are no subtasks",
    ]);
  });
});

describe("gates", () => {
  const head = "c".repeat(40);
  const of = (run: Partial<typeof GREEN> | null, at: string | null = head) =>
    requirement("gates", {
      gates: {
        by: "session",
        head: at,
        gates: [
          { command: "npm run build", run: { ...GREEN, command: "npm run build" } },
          { command: "npm test", run: run && { ...GREEN, ...run } },
        ],
      },
    });

  test("are green together for the present commit", () => {
    expect(of({})).toEqual(["met", "2 gates, all green"]);
  });

  test.each([
    ["not run", null, "not run"],
    ["of another command since the task was edited", { command: "npm run old" }, "not run"],
    ["that failed", { passed: false, exitCode: 3 }, "exit 3"],
    ["that failed without a status", { passed: false, exitCode: null } as object, "exit unknown"],
    ["for an earlier commit", { headCommit: "d".repeat(40) }, "it ran on ddddddd, not ccccccc"],
    ["for uncommitted work", { headCommit: null } as object, "it ran on uncommitted work"],
    ["that still runs", { passed: null } as object, "still running"],
  ])("one %s is not green", (_, run, why) => {
    expect(of(run)).toEqual(["missing", `1 of 2 gates not green: npm test (${why})`]);
  });

  test("are not green when the present commit cannot be told", () => {
    expect(of({}, null)[1]).toStartWith(
      "2 of 2 gates not green: npm run build (the present commit cannot be told)",
    );
  });

  test("that overstory runs itself are announced", () => {
    expect(requirement("gates", { gates: { by: "overstory", commands: ["npm test"] } })).toEqual([
      "advised",
      "1 gate not run yet: overstory runs them when the agent has ended",
    ]);
  });

  test("that nobody can run are never met", () => {
    const gates = { by: "nobody", commands: ["npm test"], why: "SESSION-001 has no work tree" } as const;
    expect(requirement("gates", { gates })).toEqual([
      "unknown",
      "whether 1 gate would pass cannot be told: SESSION-001 has no work tree",
    ]);
  });

  test("need not be", () => {
    const gates = { by: "nobody", commands: [], why: "nobody works on it" } as const;
    expect(requirement("gates", { gates })).toEqual(["met", "no gates are asked for"]);
  });
});

describe("the work tree", () => {
  const known = {
    isKnown: true,
    head: "c".repeat(40),
    commits: 1,
    dirty: [] as string[],
    isCommitted: false,
  } as const;

  test("without a commit since the claim is a warning, with uncommitted files an error", () => {
    const tree = { ...known, commits: 0, dirty: ["a", "b", "c", "d", "e", "f"] };
    expect(requirement("commits", { tree })).toEqual([
      "advised",
      "nothing was committed since the task was claimed",
    ]);
    expect(requirement("clean_tree", { tree })).toEqual([
      "missing",
      "6 files uncommitted: a, b, c, d, e and 1 more",
    ]);
  });

  test("that overstory commits by itself need not be clean", () => {
    const tree = { ...known, dirty: ["a"], isCommitted: true };
    expect(requirement("clean_tree", { tree })).toEqual([
      "met",
      "1 file uncommitted: a; overstory commits what is left",
    ]);
  });

  test("that nobody can look at is unknown, never clean", () => {
    const tree = { isKnown: false, why: "SESSION-001 has no work tree" } as const;
    expect(requirement("commits", { tree })[0]).toBe("unknown");
    expect(requirement("clean_tree", { tree })).toEqual([
      "unknown",
      "whether anything is uncommitted cannot be told: SESSION-001 has no work tree",
    ]);
  });

  test("with a log that does not go back to the claim leaves the commits unknown", () => {
    const tree = { ...known, commits: null };
    expect(requirement("commits", { tree })).toEqual([
      "unknown",
      "what was committed since then cannot be told: git's log of this work tree does not go back to the claim",
    ]);
  });
});

describe("the estimate", () => {
  test.each([
    [60_001, 60_000, "advised", "1m 00s spent of an estimated 1m 00s"],
    [90_000, 60_000, "advised", "1m 30s spent of an estimated 1m 00s"],
    [90_000, null, "met", "1m 30s spent; there is no estimate"],
  ])("%d ms of %p is %s", (spentMs, estimateMs, state, message) => {
    expect(requirement("estimate", { spentMs, estimateMs })).toEqual([state, message]);
  });
});
