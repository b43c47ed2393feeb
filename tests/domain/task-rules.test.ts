import { describe, expect, test } from "bun:test";
import {
  type Actor,
  refuseClaim,
  refuseHandoff,
  refuseReopen,
  refuseSettling,
  refuseSubtask,
  type Settling,
  type TaskSituation,
} from "../../src/domain/task-rules.ts";

const actor = (n: number, change: Partial<Actor> = {}): Actor => ({
  id: `id-${n}`,
  key: `SESSION-00${n}`,
  source: "cli",
  runId: null,
  state: "working",
  attention: null,
  stopCause: null,
  held: null,
  ...change,
});

const ONE = actor(1);
const TWO = actor(2);
const RUN = { id: "run", key: "RUN-001" };

const situation = (change: Partial<TaskSituation> = {}): TaskSituation & { session: Actor } => ({
  label: "TASK-001",
  status: "todo",
  run: null,
  isMerging: false,
  asking: null,
  holder: null,
  isOperator: true,
  isMade: false,
  isPart: false,
  openDependencies: [],
  ...change,
  session: change.session ?? ONE,
});

const HELD = { status: "underway", holder: ONE } as const;

describe("who may take a task", () => {
  test.each<[string, Partial<TaskSituation>, string | null]>([
    ["what waits for someone", {}, null],
    ["what was paused", { status: "paused" }, null],
    ["what another holds", { holder: TWO }, "task TASK-001 is held by SESSION-002"],
    ["what it has itself", HELD, "SESSION-001 has task TASK-001 on its stack already"],
    ["what is blocked", { status: "blocked" }, "task TASK-001 is blocked"],
    ["what is in review", { status: "review" }, "task TASK-001 is review"],
    ["what is complete", { status: "complete" }, "task TASK-001 is complete"],
    [
      "a second one",
      { session: actor(1, { held: "TASK-002" }) },
      "SESSION-001 holds task TASK-002; it cannot take TASK-001 too",
    ],
    ["one of a run", { run: RUN }, "task TASK-001 belongs to RUN-001, whose sessions carry it out"],
    ["as a session of that run", { run: RUN, session: actor(1, { source: "spawned", runId: "run" }) }, null],
    [
      "as one of another run",
      { run: RUN, session: actor(1, { source: "spawned", runId: "x" }) },
      "task TASK-001 belongs to RUN-001, whose sessions carry it out",
    ],
    [
      "as one that has ended",
      { session: actor(1, { state: "zombie" }) },
      "SESSION-001 has ended: it is zombie",
    ],
    [
      "as one that is to end",
      { session: actor(1, { stopCause: "operator" }) },
      "SESSION-001 is being stopped",
    ],
    ["as one that is paused", { session: actor(1, { attention: "paused" }) }, "SESSION-001 is paused"],
    ["what depends on one", { openDependencies: ["a"] }, "task TASK-001 depends on a, which is not complete"],
  ])("%s", (_, change, message) => {
    expect(refuseClaim(situation(change), false)?.message ?? null).toBe(message);
  });

  test("force is for dependencies, and for nothing else", () => {
    expect(refuseClaim(situation({ openDependencies: ["a"] }), true)).toBeNull();
    expect(refuseClaim(situation({ openDependencies: ["a"], holder: TWO }), true)).not.toBeNull();
  });

  test("a subtask may be taken beside the task that is held", () => {
    const it = situation({ session: actor(1, { held: "TASK-002" }) });
    expect(refuseSubtask(it, false)).toBeNull();
    expect(refuseSubtask({ ...it, status: "blocked" }, false)).not.toBeNull();
  });
});

describe("whose word counts", () => {
  const changes: Settling[] = ["complete", "abort", "block", "pause", "review", "deactivate", "handoff"];
  const allowed = (change: Partial<TaskSituation>) =>
    changes.filter((one) => refuseSettling(situation(change), one) === null);

  test.each<[string, Partial<TaskSituation>, Settling[]]>([
    ["the holder's, for all", { ...HELD, isOperator: false }, changes],
    ["the operator's of another's task, to stop it", { ...HELD, session: TWO }, ["abort", "block"]],
    ["no other session's", { ...HELD, session: TWO, isOperator: false }, []],
    [
      "the operator's of nobody's task, for what needs no holder",
      {},
      ["complete", "abort", "block", "pause"],
    ],
    ["no session's of nobody's task", { isOperator: false }, []],
    [
      "a session's for the parts of what it holds",
      { isOperator: false, isPart: true },
      ["complete", "abort", "block", "pause"],
    ],
    ["nobody's for what is closed", { status: "complete" }, []],
    ["nobody's for what is being merged", { status: "review", isMerging: true }, []],
    [
      "not to interrupt what a run carries out",
      { ...HELD, run: RUN },
      ["complete", "abort", "block", "handoff"],
    ],
  ])("%s", (_, change, may) => {
    expect(allowed(change)).toEqual(may);
  });

  test("a refusal names the holder, and tells the operator how to act for it", () => {
    expect(refuseSettling(situation({ ...HELD, session: TWO }), "complete")).toEqual({
      message: "task TASK-001 is held by SESSION-001",
      hint: "to act for it: overstory task complete TASK-001 --session SESSION-001",
    });
  });
});

test.each<[string, Partial<TaskSituation>, boolean]>([
  ["paused", { status: "paused" }, true],
  ["blocked", { status: "blocked" }, true],
  ["in review", { status: "review" }, true],
  ["underway with nobody at it", { status: "underway" }, true],
  ["held", HELD, false],
  ["to be done", {}, false],
  ["complete", { status: "complete" }, false],
  ["paused, for a session", { status: "paused", isOperator: false }, false],
  [
    "paused, for the session that it is a part for",
    { status: "paused", isOperator: false, isPart: true },
    true,
  ],
  ["waiting for an approval", { status: "paused", run: RUN, asking: "SESSION-003" }, false],
  ["being merged", { status: "review", isMerging: true }, false],
])("whether what is %s is reopened", (_, change, may) => {
  expect(refuseReopen(situation(change)) === null).toBe(may);
});

test.each<[string, Actor, string | null]>([
  ["another session", TWO, null],
  ["itself", ONE, "SESSION-001 holds task TASK-001 itself"],
  ["one that has ended", actor(2, { state: "completed" }), "SESSION-002 has ended: it is completed"],
  [
    "one that holds another",
    actor(2, { held: "x" }),
    "SESSION-002 holds task x; it cannot take TASK-001 too",
  ],
])("it is handed to %s", (_, to, message) => {
  expect(refuseHandoff(situation(HELD), to)?.message ?? null).toBe(message);
});

test("a run's task is handed only to a session of that run", () => {
  const it = situation({ ...HELD, run: RUN });
  expect(refuseHandoff(it, TWO)?.message).toContain("belongs to RUN-001");
  expect(refuseHandoff(it, actor(2, { source: "spawned", runId: "run" }))).toBeNull();
});
