import { describe, expect, test } from "bun:test";
import { TASK_STATUSES, type TaskStatus } from "../../src/domain/task.ts";
import { listEvents } from "../../src/store/events.ts";
import { listTasks, moveTask, requireTask } from "../../src/store/tasks.ts";
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
    todo: ["underway", "blocked", "aborted"],
    underway: ["todo", "paused", "review", "blocked", "complete", "aborted"],
    review: ["todo", "blocked", "complete", "aborted"],
    paused: ["blocked", "aborted"],
    blocked: ["aborted"],
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

  test("of an unknown task is not_found", () => {
    using test = testStore();
    const move = () => test.store.writeNow((tx) => moveTask(tx, "none", { status: "aborted" }));
    expect(errorOf(move).code).toBe("not_found");
  });
});
