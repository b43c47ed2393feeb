import { describe, expect, test } from "bun:test";
import { OPERATOR } from "../../src/domain/caller.ts";
import type { Session } from "../../src/domain/session.ts";
import type { Task } from "../../src/domain/task.ts";
import { listFrames, pushFrame } from "../../src/store/context.ts";
import { transition } from "../../src/store/session-changes.ts";
import type { Transaction } from "../../src/store/store.ts";
import { insertTask } from "../../src/store/task-edits.ts";
import { moveTask, requireTask } from "../../src/store/tasks.ts";
import { plannedTask } from "../store/fixture.ts";
import { asSession, refusal, TestWork } from "./fixture.ts";

const insertPart = (tx: Transaction, title: string, whole: Task | null): Task => {
  const facts = {
    description: "",
    priority: "medium",
    category: null,
    estimateMs: null,
    sprintId: null,
  } as const;
  return insertTask(tx, { ...facts, title, parentId: whole?.id ?? null }, plannedTask().spec, []);
};

/** A session that works on the innermost of so many tasks, each a part of the one before. */
async function nested(work: TestWork, count: number): Promise<{ session: Session; tasks: Task[] }> {
  const session = work.keep("deep");
  const tasks: Task[] = [];
  await work.store.write((tx) => {
    for (let n = 0; n < count; n++) tasks.push(insertPart(tx, `${n}`, tasks.at(-1) ?? null));
  });
  // Asked for at once, so that they share their commits.
  await Promise.all(tasks.map((task) => work.change(session, task, "activate")));
  return { session, tasks };
}

describe("a push", () => {
  test("of a task claims it, of its subtask stands above it", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const task = await work.add("a");
    const part = await work.add("part", { parent: task.key });
    await work.context.push(OPERATOR, session, { kind: "task", key: "TASK-001" });
    await work.context.push(OPERATOR, session, { kind: "subtask", key: "TASK-002" });
    expect([work.held(session), work.stackOf(session)]).toEqual(["TASK-001", ["TASK-001", "TASK-002"]]);
    expect([work.statusOf(task), work.statusOf(part)]).toEqual(["underway", "underway"]);
  });

  test("of what is no subtask of the top is refused, and of a second task too", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const [a, b] = [await work.add("a"), await work.add("b")];
    const push = (kind: "task" | "subtask", { key }: Task) =>
      refusal(work.context.push(OPERATOR, session, { kind, key }));
    expect((await push("subtask", a)).message).toBe("TASK-001 is no subtask of what SESSION-001 works on");
    await work.change(session, a, "claim");
    expect((await push("subtask", b)).message).toBe("TASK-002 is no subtask of what SESSION-001 works on");
    expect((await push("task", b)).message).toBe(
      "SESSION-001 holds task TASK-001; it cannot take TASK-002 too",
    );
    expect((await push("task", a)).message).toBe("SESSION-001 has task TASK-001 on its stack already");
  });

  test("on another's stack is forbidden", async () => {
    using work = new TestWork();
    const [one, two] = [work.keep("one"), work.keep("two")];
    const error = await refusal(
      work.context.push(asSession(one), two, { kind: "task", key: (await work.add("a")).key }),
    );
    expect(error.code).toBe("forbidden");
  });
});

describe("a pop", () => {
  test("of what is not on top is refused and names what stands above", async () => {
    using work = new TestWork();
    const { session } = await nested(work, 6);
    const error = await refusal(work.context.pop(OPERATOR, session, { key: "TASK-001" }));
    expect([error.message, error.hint]).toEqual([
      "TASK-002, TASK-003, TASK-004 and 2 more stand above TASK-001",
      "--through takes those off too",
    ]);
    expect(work.stackOf(session)).toHaveLength(6);
  });

  test("through what stands above takes it all, pauses each and clears the pointer", async () => {
    using work = new TestWork();
    const { session, tasks } = await nested(work, 4);
    work.test.clock.now += 1000;
    await work.context.pop(OPERATOR, session, { key: "TASK-003", through: true });
    expect([work.stackOf(session), work.held(session)]).toEqual([["TASK-001", "TASK-002"], "TASK-001"]);
    expect(tasks.map((task) => work.statusOf(task))).toEqual(["underway", "underway", "paused", "paused"]);
    await work.context.pop(OPERATOR, session, { key: "TASK-001", through: true });
    expect([work.stackOf(session), work.held(session)]).toEqual([[], null]);
    const durations = work
      .historyOf(session)
      .flatMap(({ data }) => (data.action === "pop" ? [data.durationMs] : []));
    expect(durations).toEqual([1000, 1000, 1000, 1000]);
  });

  test("without a key takes the top, and never the project", async () => {
    using work = new TestWork();
    const { session, tasks } = await nested(work, 2);
    await work.context.pop(OPERATOR, session, {});
    expect(tasks.map((task) => work.statusOf(task))).toEqual(["underway", "paused"]);
    await work.context.pop(OPERATOR, session, {});
    const error = await refusal(work.context.pop(OPERATOR, session, {}));
    expect(error.message).toBe("SESSION-001 has nothing on its stack to take off");
    expect(listFrames(work.db, session.id).map(({ kind }) => kind)).toEqual(["project"]);
  });

  test("of what is not on the session's stack says so", async () => {
    using work = new TestWork();
    const { session } = await nested(work, 1);
    await work.add("other");
    const error = await refusal(work.context.pop(OPERATOR, session, { key: "TASK-002" }));
    expect(error.message).toBe("TASK-002 is not on the stack of SESSION-001");
  });

  test("of a sprint takes it off when nothing stands above", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const sprint = await work.sprints.create(OPERATOR, { title: "first" });
    await work.context.push(OPERATOR, session, { kind: "sprint", key: sprint.key });
    await work.change(session, await work.add("a"), "claim");
    expect((await refusal(work.context.pop(OPERATOR, session, { key: "sprint-001" }))).message).toBe(
      "TASK-001 stands above SPRINT-001",
    );
    await work.context.pop(OPERATOR, session, {});
    await work.context.pop(OPERATOR, session, { key: "sprint-001" });
    expect(work.stackOf(session)).toEqual([]);
  });
});

test("clearing leaves the project and pauses the task that is held", async () => {
  using work = new TestWork();
  const { session, tasks } = await nested(work, 3);
  await work.context.clear(OPERATOR, session);
  expect([work.stackOf(session), work.held(session)]).toEqual([[], null]);
  expect(tasks.map((task) => work.statusOf(task))).toEqual(["paused", "paused", "paused"]);
  expect(listFrames(work.db, session.id)).toHaveLength(1);
  await work.context.clear(OPERATOR, session);
});

test("of a session that has ended nothing is taken off, and nothing is written", async () => {
  using work = new TestWork();
  const me = work.keep("me");
  work.store.writeNow((tx) => transition(tx, me.id, "completed", { outcome: "unverified" }));
  const before = work.historyOf(me);
  const ended = { code: "conflict", message: "SESSION-001 has ended: it is completed" };
  await expect(work.context.clear(OPERATOR, me)).rejects.toMatchObject(ended);
  await expect(work.context.pop(OPERATOR, me, {})).rejects.toMatchObject(ended);
  expect(work.historyOf(me)).toEqual(before);
});

test("the end of a session closes its stack, and history tells what was on it", async () => {
  using work = new TestWork();
  const { session, tasks } = await nested(work, 2);
  await work.context.clear(OPERATOR, session);
  work.store.writeNow((tx) => transition(tx, session.id, "completed"));
  expect(listFrames(work.db, session.id)).toEqual([]);
  expect(work.rebuilt(session)).toEqual([]);
  expect(requireTask(work.db, tasks[0]?.id ?? "").status).toBe("paused");
});

/** More for a long look: OVERSTORY_TEST_FRAMES. */
const FRAMES = Number(process.env.OVERSTORY_TEST_FRAMES ?? 3_000);

test("thousands of frames are pushed, named, rebuilt from history, handed over and popped", async () => {
  using work = new TestWork();
  const { session, tasks } = await nested(work, 300);
  const [root] = tasks;
  if (!root) throw new Error("no task");
  await work.store.write((tx) => {
    while (tasks.length < FRAMES) {
      const task = insertPart(tx, `${tasks.length}`, tasks.at(-1) ?? null);
      moveTask(tx, task.id, { status: "underway" });
      pushFrame(tx, session, { kind: "subtask", sprintId: null, taskId: task.id });
      tasks.push(task);
    }
  });
  const last = await work.add("the last", { parent: tasks.at(-1)?.key ?? "" });
  await work.change(session, last, "activate");
  expect(work.rebuilt(session)).toEqual(listFrames(work.db, session.id));
  expect((await refusal(work.context.pop(OPERATOR, session, { key: root.key }))).message).toBe(
    `TASK-002, TASK-003, TASK-004 and ${(FRAMES - 3).toLocaleString("en")} more stand above TASK-001`,
  );
  const other = work.keep("other");
  await work.change(session, root, "handoff", { to: other.key });
  expect(work.rebuilt(other)).toHaveLength(FRAMES + 2);
  await work.context.pop(OPERATOR, other, { key: root.key, through: true });
  expect([work.stackOf(session), work.stackOf(other), work.held(other)]).toEqual([[], [], null]);
  expect(new Set([...tasks, last].map((task) => work.statusOf(task)))).toEqual(new Set(["paused"]));
});
