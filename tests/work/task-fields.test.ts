import { describe, expect, test } from "bun:test";
import { OPERATOR } from "../../src/domain/caller.ts";
import { claimTask } from "../../src/store/claims.ts";
import { requireTask } from "../../src/store/tasks.ts";
import { addRun, addSession } from "../store/fixture.ts";
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

  test("of who carries out a run's task is for a person, names roles that there are, and takes their limits", async () => {
    using work = new TestWork();
    const { run, tasks } = addRun(work.store, { id: "api" });
    const read = () => requireTask(work.db, tasks[0]?.id ?? "");
    const session = addSession(work.store, { name: "api", runId: run.id, state: "working" });
    work.store.writeNow((tx) => claimTask(tx, session.id, read().id));
    const refused = await refusal(work.tasks.edit(asSession(session), read(), { role: "coordinator" }));
    expect([refused.code, refused.message]).toEqual([
      "forbidden",
      "role: a session may not change who carries out a task of a run",
    ]);
    const edit = (role: string) => work.tasks.edit(OPERATOR, read(), { role });
    expect((await refusal(edit("reviewr"))).message).toBe(
      'role: there is no role "reviewr"; did you mean "reviewer"?',
    );
    expect((await edit("reviewer")).spec).toMatchObject({ role: "reviewer", mayWrite: [] });
    expect((await edit("builder")).spec.mayWrite).toBeUndefined();
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

  test("of the role renews what a run's task may change, and is not for sessions", async () => {
    using work = new TestWork();
    const { run, tasks } = addRun(work.store, { id: "api" });
    const task = requireTask(work.db, tasks[0]?.id ?? "");
    const session = addSession(work.store, { name: "api", runId: run.id, state: "working" });
    work.store.writeNow((tx) => claimTask(tx, session.id, task.id));
    const scout = await work.tasks.edit(OPERATOR, task, { role: "scout" });
    expect(scout.spec).toMatchObject({ role: "scout", mayWrite: [] });
    expect(await refusal(work.tasks.edit(asSession(session), scout, { role: "builder" }))).toMatchObject({
      code: "forbidden",
      message: "role: a session may not change who carries out a task of a run",
    });
    const builder = await work.tasks.edit(OPERATOR, scout, { role: "builder" });
    expect(builder.spec).not.toHaveProperty("mayWrite");
  });
});

describe("a session", () => {
  test("may not hold up another's task by parts that it adds to it", async () => {
    using work = new TestWork();
    const [one, two] = [work.keep("one"), work.keep("two")];
    const [task, own] = [await work.add("a"), await work.add("own")];
    const part = await work.add("part", { parent: task.key });
    await work.change(one, task, "claim");
    const add = (session: typeof one, parent: string) =>
      work.tasks.create(asSession(session), { title: "more", parent });
    for (const parent of [task.key, part.key])
      expect(await refusal(add(two, parent))).toMatchObject({
        code: "forbidden",
        message: `parent: task ${task.key} is held by ${one.key}: a session may not add to it`,
      });
    expect(await refusal(work.tasks.edit(asSession(two), own, { parent: part.key }))).toMatchObject({
      code: "forbidden",
    });
    expect((await add(one, part.key)).parentId).toBe(part.id);
    const { tasks } = addRun(work.store, { id: "api" });
    expect(await refusal(add(two, "RUN-001/api"))).toMatchObject({ code: "forbidden" });
    expect(requireTask(work.db, tasks[0]?.id ?? "").status).toBe("todo");
  });

  test("makes no more tasks within a minute than are allowed", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const make = () => work.tasks.create(asSession(session), { title: "again" });
    for (let made = 0; made < 30; made++) await make();
    expect(await refusal(make())).toMatchObject({
      code: "forbidden",
      message: "a session may make 30 tasks within one minute (team.maxTasksPerMinute)",
    });
    expect((await work.tasks.create(asSession(work.keep("two")), { title: "other" })).title).toBe("other");
    work.test.clock.now += 60_001;
    expect((await make()).title).toBe("again");
  });
});
