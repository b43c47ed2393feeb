import { describe, expect, test } from "bun:test";
import type { Templates } from "../../src/domain/instructions/template.ts";
import { askApproval } from "../../src/store/approvals.ts";
import { pushFrame } from "../../src/store/context.ts";
import { addNotice } from "../../src/store/notices.ts";
import { moveTask } from "../../src/store/tasks.ts";
import { InstructionWriter } from "../../src/work/instructions.ts";
import { Phases } from "../../src/work/phases.ts";
import { addWork, type TestStore, testStore } from "../store/fixture.ts";
import { POLICY } from "./completion/shell-gates.ts";
import { addSprint, addTask, hold, keepSession, say } from "./kept-work.ts";

const write = ({ store }: TestStore, templates: Templates = {}) =>
  new InstructionWriter(store, templates, POLICY, () => {});

const commandsOf = ({ steps }: { steps: { command: string | null }[] }) =>
  steps.map(({ command }) => command);

describe("after a session has started", () => {
  test("the most urgent task that is free comes next", async () => {
    using test = testStore();
    addTask(test.store, { title: "Later" });
    addTask(test.store, { title: "Now", priority: "critical" });
    const held = addTask(test.store, { title: "Held", priority: "critical" });
    hold(test.store, keepSession(test.store, { name: "other" }), held);
    const { steps } = await write(test).after("session.started", keepSession(test.store), null);
    expect(steps).toEqual([{ text: "Take the next task, Now", command: "overstory task claim TASK-002" }]);
  });

  test("a task that waits for others, or that a run carries out, is not free", async () => {
    using test = testStore();
    const first = addTask(test.store);
    const second = addTask(test.store, { priority: "critical" });
    test.db.run("INSERT INTO task_dependencies VALUES (?, ?)", [second.id, first.id]);
    addWork(test.store);
    const next = await write(test).after("session.started", keepSession(test.store), null);
    expect(commandsOf(next)).toEqual(["overstory task claim TASK-001"]);
    test.store.writeNow((tx) => moveTask(tx, first.id, { status: "blocked" }));
    const none = await write(test).after("session.started", keepSession(test.store, { name: "b" }), null);
    expect(commandsOf(none)).toEqual(["overstory task list"]);
  });
});

describe("after a task was claimed", () => {
  test("it is shown, logged on, checked and completed", async () => {
    using test = testStore();
    const task = addTask(test.store);
    const session = hold(test.store, keepSession(test.store), task);
    expect(commandsOf(await write(test).after("task.claimed", session, task))).toEqual([
      "overstory task show TASK-001",
      'overstory update "…"',
      "overstory task check TASK-001",
      'overstory task complete TASK-001 --summary "…"',
    ]);
  });

  test("its next open subtask is named, and updates are not asked for when there are enough", async () => {
    using test = testStore();
    const task = addTask(test.store);
    addTask(test.store, { parentId: task.id, title: "One" });
    const session = hold(test.store, keepSession(test.store), task);
    say(test.store, session);
    say(test.store, session);
    const { steps } = await write(test).after("task.claimed", session, task);
    expect(steps.slice(1, 3)).toEqual([
      { text: "Take its next open subtask (of 1), One", command: "overstory task activate TASK-002" },
      { text: "See what is asked before TASK-001 is done", command: "overstory task check TASK-001" },
    ]);
  });

  test("a subtask on top of the stack is what the steps are about", async () => {
    using test = testStore();
    const task = addTask(test.store);
    const subtask = addTask(test.store, { parentId: task.id });
    const session = hold(test.store, keepSession(test.store), task);
    test.store.writeNow((tx) =>
      pushFrame(tx, session, { kind: "subtask", sprintId: null, taskId: subtask.id }),
    );
    const { steps } = await write(test).after("activity.recorded", session, null);
    expect(steps.at(-1)?.command).toBe('overstory task complete TASK-002 --summary "…"');
  });
});

test("after a task was completed the next of the same sprint is offered, or the end", async () => {
  using test = testStore();
  const sprint = addSprint(test.store);
  const done = addTask(test.store, { sprintId: sprint.id });
  addTask(test.store, { title: "Elsewhere", priority: "critical" });
  const session = keepSession(test.store);
  test.store.writeNow((tx) => {
    pushFrame(tx, session, { kind: "project", sprintId: null, taskId: null });
    pushFrame(tx, session, { kind: "sprint", sprintId: sprint.id, taskId: null });
  });
  addTask(test.store, { title: "Next here", sprintId: sprint.id });
  test.store.writeNow((tx) => moveTask(tx, done.id, { status: "complete" }));
  expect(commandsOf(await write(test).after("task.completed", session, done))).toEqual([
    "overstory task claim TASK-003",
    'overstory session end --summary "…"',
  ]);
});

test("a session that overstory spawned is not told to end itself, nor offered other tasks", async () => {
  using test = testStore();
  addTask(test.store);
  const { task, session } = addWork(test.store);
  const held = hold(test.store, session, task);
  const { steps } = await write(test).after("task.declared", held, task);
  expect(steps).toEqual([
    { text: "When your work is committed, end: gates and merge follow by themselves", command: null },
  ]);
});

test("what waits for a person is said with its question", async () => {
  using test = testStore();
  const session = keepSession(test.store);
  test.store.writeNow((tx) => askApproval(tx, session, "may I drop the table?"));
  const { plain } = await write(test).after("approval.asked", session, null);
  expect(plain).toContain("Wait for a person to answer: may I drop the table?");
});

test("who only looks while a question is open is told of that, and not to go on", async () => {
  using test = testStore();
  const task = addTask(test.store);
  const holder = hold(test.store, keepSession(test.store), task);
  const session = await new Phases(test.store, () => {}).change({ kind: "operator" }, holder, {
    phase: "approval",
    question: "may I drop the table?",
  });
  const { plain } = await write(test).after("default", session, null);
  expect(plain).toContain("Wait for a person to answer: may I drop the table?");
  expect(plain).not.toContain("Go on with");
});

test("a spawned session that has lost its task is told to end", async () => {
  using test = testStore();
  addTask(test.store);
  const { task, session } = addWork(test.store);
  expect((await write(test).after("task.aborted", session, task)).steps).toEqual([
    { text: "End: there is nothing more for SESSION-001 to do", command: null },
  ]);
});

test("notices come first, in every form, and once", async () => {
  using test = testStore();
  const session = keepSession(test.store);
  test.store.writeNow((tx) => addNotice(tx, session.id, "TASK-003 was aborted: no longer needed"));
  const writer = write(test);
  const first = await writer.after("default", session, null);
  expect(first.notices).toEqual(["TASK-003 was aborted: no longer needed"]);
  expect(first.plain).toStartWith("Note: TASK-003 was aborted: no longer needed");
  expect(first.markdown).toStartWith("> **Note:** TASK-003 was aborted: no longer needed");
  expect((await writer.after("default", session, null)).notices).toEqual([]);
});

describe("a project's templates", () => {
  test("take the place of those built in", async () => {
    using test = testStore();
    const session = keepSession(test.store, { name: "ann" });
    const templates = { "session.started": [{ text: "Welcome, {{name}}" }] };
    const { plain } = await write(test, templates).after("session.started", session, null);
    expect(plain).toBe("Next:\n  Welcome, ann");
  });

  test("switch a situation off with null", async () => {
    using test = testStore();
    const { steps, plain, markdown } = await write(test, { "session.started": null }).after(
      "session.started",
      keepSession(test.store),
      null,
    );
    expect([steps, plain, markdown]).toEqual([[], "", ""]);
  });

  test("stand in by their default for what has no template, known or not", async () => {
    using test = testStore();
    const writer = write(test, { default: [{ text: "Carry on" }] });
    for (const situation of ["phase.initializing", "moon.landed"])
      expect((await writer.after(situation, null, null)).steps).toEqual([
        { text: "Carry on", command: null },
      ]);
  });
});
