import { describe, expect, test } from "bun:test";
import { TASK_STATUSES, type TaskStatus } from "../../src/domain/task.ts";
import { listEvents } from "../../src/store/events.ts";
import { endRun } from "../../src/store/runs.ts";
import { insertTask } from "../../src/store/task-edits.ts";
import { listTasks, moveTask, requireTask, requireTaskByKey } from "../../src/store/tasks.ts";
import { addRun, errorOf, plannedTask, START, type TestStore, testStore } from "./fixture.ts";

describe("insertTasks", () => {
  test("keeps the plan's order, specs and dependencies, and writes an event each", () => {
    using test = testStore();
    const spec = { ...plannedTask().spec, gates: ["npm test", "say 'hi'"], prompt: "línea\n2" };
    const { tasks } = addRun(test.store, { id: "b", spec }, { id: "a", dependsOn: ["b", "b"] });
    expect(tasks).toMatchObject([
      { key: "b", position: 0, status: "todo", spec, dependsOn: [], closedAt: null },
      { key: "a", position: 1, dependsOn: ["b"] },
    ]);
    const created = listEvents(test.db, { after: 0, limit: 9 }).filter(({ kind }) => kind === "task.created");
    expect(created.map(({ task }) => task)).toEqual(["b", "a"]);
  });

  test("a task may depend on one that comes later", () => {
    using test = testStore();
    const { tasks } = addRun(test.store, { id: "a", dependsOn: ["b"] }, { id: "b" });
    expect(tasks[0]?.dependsOn).toEqual(["b"]);
  });

  test("a task without an id gets a key that no other of the plan has, in any case", () => {
    using test = testStore();
    const { tasks } = addRun(test.store, { id: "task-001" }, { id: null }, { id: "TASK-003" }, { id: null });
    expect(tasks.map(({ key }) => key)).toEqual(["task-001", "TASK-002", "TASK-003", "TASK-004"]);
  });

  test("two runs may have a task of the same key", () => {
    using test = testStore();
    const [one, two] = [addRun(test.store, { id: "api" }), addRun(test.store, { id: "api" })];
    expect(one.tasks[0]?.id).not.toBe(two.tasks[0]?.id);
    expect(listTasks(test.db, two.run.id)).toHaveLength(1);
  });
});

describe("moveTask", () => {
  /** Ways to each status. */
  const PATHS: Record<TaskStatus, TaskStatus[]> = {
    todo: [],
    underway: ["underway"],
    review: ["underway", "review"],
    blocked: ["blocked"],
    paused: ["underway", "paused"],
    complete: ["underway", "complete"],
    aborted: ["aborted"],
  };
  const ALLOWED: Record<TaskStatus, TaskStatus[]> = {
    todo: ["underway", "paused", "blocked", "complete", "aborted"],
    underway: ["todo", "paused", "review", "blocked", "complete", "aborted"],
    review: ["todo", "blocked", "complete", "aborted"],
    paused: ["todo", "underway", "blocked", "complete", "aborted"],
    blocked: ["todo", "review", "complete", "aborted"],
    complete: [],
    aborted: [],
  };

  const taskIn = (test: TestStore, status: TaskStatus): string => {
    const id = addRun(test.store).tasks[0]?.id ?? "";
    for (const step of PATHS[status]) test.store.writeNow((tx) => moveTask(tx, id, { status: step }));
    return id;
  };

  test.each(TASK_STATUSES)("from %s goes where it may, and nowhere else", (from) => {
    using test = testStore();
    for (const to of TASK_STATUSES) {
      const id = taskIn(test, from);
      const before = test.store.lastEventId;
      const move = () => test.store.writeNow((tx) => moveTask(tx, id, { status: to }));
      if (ALLOWED[from].includes(to)) {
        move();
        expect(requireTask(test.db, id)).toMatchObject({
          status: to,
          closedAt: to === "complete" || to === "aborted" ? START : null,
        });
        expect(test.store.lastEventId).toBe(before + 1);
      } else {
        const error = errorOf(move);
        expect([error.code, error.message]).toEqual([
          "conflict",
          `task api is ${from}; it cannot become ${to}`,
        ]);
        expect(test.store.lastEventId).toBe(before);
      }
    }
  });

  test("keeps why it stopped or when it is tried again, and forgets that with the next move", () => {
    using test = testStore();
    const id = taskIn(test, "underway");
    const move = (change: Parameters<typeof moveTask>[2]) =>
      test.store.writeNow((tx) => moveTask(tx, id, change));
    move({ status: "todo", retryAt: START + 1000, reason: "exited with 1" });
    expect(requireTask(test.db, id)).toMatchObject({ retryAt: START + 1000, stopReason: "exited with 1" });
    move({ status: "underway" });
    expect(requireTask(test.db, id)).toMatchObject({ retryAt: null, stopReason: null });
    move({ status: "blocked", code: "timeout", reason: "too long" });
    expect(requireTask(test.db, id)).toMatchObject({ stopCode: "timeout", stopReason: "too long" });
    expect(listEvents(test.db, { after: 0, limit: 99 }).at(-1)).toMatchObject({
      kind: "task.blocked",
      task: "api",
      data: { code: "timeout", reason: "too long" },
    });
  });

  test("a task that is taken up again says so, one that is tried again does not", () => {
    using test = testStore();
    const id = taskIn(test, "blocked");
    const kindOf = (status: TaskStatus) => {
      test.store.writeNow((tx) => moveTask(tx, id, { status }));
      return listEvents(test.db, { after: 0, limit: 99 }).at(-1)?.kind;
    };
    expect(kindOf("todo")).toBe("task.reopened");
    expect(kindOf("underway")).toBe("task.underway");
    expect(kindOf("todo")).toBe("task.retry");
    expect(kindOf("paused")).toBe("task.paused");
  });

  test("of an unknown task is not_found", () => {
    using test = testStore();
    const move = () => test.store.writeNow((tx) => moveTask(tx, "none", { status: "aborted" }));
    expect(errorOf(move).code).toBe("not_found");
  });
});

describe("requireTaskByKey", () => {
  const SPEC = plannedTask().spec;
  const ownTask = (test: TestStore, title = "own") =>
    test.store.writeNow((tx) => insertTask(tx, { ...FACTS, title }, SPEC, []));
  const FACTS = {
    description: "",
    priority: "medium",
    category: null,
    estimateMs: null,
    sprintId: null,
    parentId: null,
  } as const;

  test("finds a task by id, by its made key in any case, and by run and key", () => {
    using test = testStore();
    const own = ownTask(test);
    const { tasks } = addRun(test.store, { id: "api" });
    const find = (text: string) => requireTaskByKey(test.db, text).id;
    expect([find(own.id), find("task-001"), find("TASK-001")]).toEqual([own.id, own.id, own.id]);
    expect([find("run-001/api"), find("api")]).toEqual([tasks[0]?.id ?? "", tasks[0]?.id ?? ""]);
    expect(errorOf(() => find("RUN-002/api")).code).toBe("not_found");
    expect(errorOf(() => find("none")).message).toBe('there is no task "none"');
  });

  test("a key alone means the task without a run, else that of the active run", () => {
    using test = testStore();
    const first = addRun(test.store, { id: "api" }, { id: "TASK-001" });
    const second = addRun(test.store, { id: "api" });
    const find = (text: string) => requireTaskByKey(test.db, text).id;
    const error = errorOf(() => find("api"));
    expect([error.code, error.message]).toEqual([
      "conflict",
      "several tasks are called api: RUN-002/api, RUN-001/api",
    ]);
    test.store.writeNow((tx) => endRun(tx, first.run.id, "failed", "it failed"));
    expect(find("api")).toBe(second.tasks[0]?.id ?? "");
    expect(find("TASK-001")).toBe(first.tasks[1]?.id ?? "");
    const own = ownTask(test);
    expect([own.key, find("TASK-001")]).toEqual(["TASK-001", own.id]);
  });
});
