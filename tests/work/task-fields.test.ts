import { describe, expect, test } from "bun:test";
import { OPERATOR } from "../../src/domain/caller.ts";
import { requireTask } from "../../src/store/tasks.ts";
import { addRun } from "../store/fixture.ts";
import { asSession, refusal, TestWork } from "./fixture.ts";

describe("a new task", () => {
  test("has what was said of it, a key of its own, and defaults for the rest", async () => {
    using work = new TestWork();
    const sprint = await work.sprints.create(OPERATOR, { title: "first", goal: "ship" });
    const whole = await work.add("whole");
    const before = await work.add("before");
    const task = await work.add("Build it", {
      description: "all of it",
      priority: "critical",
      role: "reviewer",
      category: "api",
      estimateMs: 60_000,
      sprint: "sprint-001",
      parent: "TASK-001",
      dependsOn: [before.key, before.id],
      gates: ["bun test"],
    });
    expect(task).toMatchObject({
      key: "TASK-003",
      runId: null,
      status: "todo",
      priority: "critical",
      description: "all of it",
      category: "api",
      estimateMs: 60_000,
      sprintId: sprint.id,
      parentId: whole.id,
      dependsOn: ["TASK-002"],
      spec: { role: "reviewer", gates: ["bun test"], runtime: "shell", prompt: null },
    });
    expect(whole).toMatchObject({ priority: "medium", parentId: null, spec: { role: "builder", gates: [] } });
  });

  test.each([
    [{ title: " " }, "usage", "title: is empty"],
    [{ sprint: "SPRINT-009" }, "not_found", 'sprint: there is no sprint "SPRINT-009"'],
    [{ parent: "TASK-009" }, "not_found", 'parent: there is no task "TASK-009"'],
    [{ dependsOn: ["TASK-001", "x"] }, "not_found", 'dependsOn[1]: there is no task "x"'],
    [
      { parent: "TASK-001", dependsOn: ["TASK-001"] },
      "usage",
      "dependsOn: TASK-001 is not complete before its parts, and this is one of them",
    ],
  ])("%j is refused and names the field", async (fields, code, message) => {
    using work = new TestWork();
    await work.add("a");
    const error = await refusal(work.add("b", fields));
    expect([error.code, error.message]).toEqual([code, message]);
  });

  test("cannot be a part of a closed task, or go into a closed sprint", async () => {
    using work = new TestWork();
    const done = await work.add("a");
    await work.change(null, done, "complete");
    expect((await refusal(work.add("b", { parent: done.key }))).message).toBe(
      "parent: task TASK-001 is complete",
    );
    const sprint = await work.sprints.create(OPERATOR, { title: "first" });
    await work.sprints.cancel(OPERATOR, sprint, null);
    expect((await refusal(work.add("b", { sprint: sprint.key }))).message).toBe(
      "sprint: SPRINT-001 is cancelled",
    );
  });
});

describe("an edit", () => {
  test("changes what is given, empties what is null and leaves the rest", async () => {
    using work = new TestWork();
    const other = await work.add("other");
    const task = await work.add("a", { category: "api", estimateMs: 5, priority: "low", gates: ["x"] });
    const edited = await work.tasks.edit(OPERATOR, task, {
      title: "b",
      category: null,
      dependsOn: [other.key],
      gates: [],
    });
    expect(edited).toMatchObject({
      title: "b",
      category: null,
      estimateMs: 5,
      priority: "low",
      dependsOn: ["TASK-001"],
      spec: { gates: [], role: "builder" },
    });
    expect((await work.tasks.edit(OPERATOR, edited, { dependsOn: [] })).dependsOn).toEqual([]);
  });

  test("that makes tasks wait for each other is refused and names the circle", async () => {
    using work = new TestWork();
    const a = await work.add("a");
    const b = await work.add("b", { dependsOn: [a.key] });
    const c = await work.add("c", { dependsOn: [b.key] });
    const edit = (dependsOn: string[]) => refusal(work.tasks.edit(OPERATOR, a, { dependsOn }));
    expect((await edit([c.key])).message).toBe(
      "dependsOn: the tasks would wait for each other: TASK-001 → TASK-003 → TASK-002 → TASK-001",
    );
    expect((await edit([a.key])).message).toBe("dependsOn[0]: TASK-001 is the task itself");
    expect(requireTask(work.db, a.id).dependsOn).toEqual([]);
  });

  test("that makes a task a part of itself is refused and names the line", async () => {
    using work = new TestWork();
    const a = await work.add("a");
    const b = await work.add("b", { parent: a.key });
    const c = await work.add("c", { parent: b.key });
    const edit = (parent: string) => refusal(work.tasks.edit(OPERATOR, a, { parent }));
    expect((await edit(c.key)).message).toBe(
      "parent: it would be a part of itself: TASK-001 → TASK-002 → TASK-003 → TASK-001",
    );
    expect((await edit(a.key)).message).toBe("parent: TASK-001 is the task itself");
  });

  test("of the parent is refused while a session works on the subtask", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const [a, other] = [await work.add("a"), await work.add("other")];
    const part = await work.add("part", { parent: a.key });
    await work.change(session, a, "activate");
    await work.change(session, part, "activate");
    const error = await refusal(work.tasks.edit(OPERATOR, part, { parent: other.key }));
    expect(error.message).toBe("parent: task TASK-003 is under way as a part of another");
  });

  test("of a run's task cannot make it wait for one outside the run", async () => {
    using work = new TestWork();
    const own = await work.add("own");
    const { tasks } = addRun(work.store, { id: "api" });
    const task = requireTask(work.db, tasks[0]?.id ?? "");
    const error = await refusal(work.tasks.edit(OPERATOR, task, { dependsOn: [own.key] }));
    expect(error.message).toBe("dependsOn[0]: TASK-001 is not of the run that api belongs to");
    const waits = await work.tasks.edit(OPERATOR, own, { dependsOn: ["RUN-001/api"] });
    expect(waits.dependsOn).toEqual(["RUN-001/api"]);
  });

  test("by a session is for its own work, and never for gates", async () => {
    using work = new TestWork();
    const [one, two] = [work.keep("one"), work.keep("two")];
    const task = await work.add("a");
    await work.change(one, task, "claim");
    const edit = (session: typeof one, fields: object) => work.tasks.edit(asSession(session), task, fields);
    expect((await edit(one, { description: "more" })).description).toBe("more");
    const [gates, foreign] = [
      await refusal(edit(one, { gates: [] })),
      await refusal(edit(two, { title: "x" })),
    ];
    expect([gates.code, gates.message]).toEqual([
      "forbidden",
      "gates: a session may not change those of a task",
    ]);
    expect([foreign.code, foreign.message]).toEqual([
      "forbidden",
      "task TASK-001 is held by SESSION-001: a session may not edit others' tasks",
    ]);
  });
});
