import { describe, expect, test } from "bun:test";
import { activeOf, listActivities, noteActivity, recordActivity } from "../../src/store/activities.ts";
import { claimTask, releaseTask } from "../../src/store/claims.ts";
import {
  closeStack,
  findFrame,
  framesAbove,
  listFrames,
  listSprintFrames,
  nameFrame,
  popFrames,
  pushFrame,
  topFrame,
} from "../../src/store/context.ts";
import { settleSession } from "../../src/store/session-changes.ts";
import { getSession } from "../../src/store/sessions.ts";
import { insertSprint } from "../../src/store/sprints.ts";
import { pushProject, pushSprint } from "../../src/store/stack-base.ts";
import { addSession, addWork, START, testStore } from "./fixture.ts";

const ENDING = {
  state: "completed",
  phase: "completed",
  outcome: "success",
  reason: "exited with 0",
} as const;

describe("the stack of a session", () => {
  test("has the project, the sprint and the task, each with its time and its line in history", () => {
    using test = testStore();
    const { session, task } = addWork(test.store);
    test.store.writeNow((tx) => pushSprint(tx, session, insertSprint(tx, { title: "first", goal: "" })));
    test.clock.now += 5000;
    test.store.writeNow((tx) => pushFrame(tx, session, { kind: "task", sprintId: null, taskId: task.id }));
    expect(listFrames(test.db, session.id)).toMatchObject([
      { depth: 0, kind: "project", pushedAt: START },
      { depth: 1, kind: "sprint", pushedAt: START },
      { depth: 2, kind: "task", taskId: task.id, pushedAt: START + 5000 },
    ]);
    expect(listFrames(test.db, session.id).map((frame) => nameFrame(test.db, frame))).toEqual([
      "the project",
      "SPRINT-001",
      "api",
    ]);
    const [frame] = framesAbove(test.db, session.id, 1, 9);
    expect([frame?.taskId, findFrame(test.db, task.id)?.sessionId]).toEqual([task.id, session.id]);
    test.clock.now += 60_000;
    const popped = test.store.writeNow((tx) => popFrames(tx, session, 1));
    expect(popped.map(({ kind }) => kind)).toEqual(["task", "sprint"]);
    expect(topFrame(test.db, session.id)?.kind).toBe("project");
    const told = listActivities(test.db, { sessionId: session.id, limit: 9 }).slice(-2);
    expect(told.map(({ text, data }) => [text, data.durationMs])).toEqual([
      ["api is off the stack after 1m 00s", 60_000],
      ["SPRINT-001 is off the stack after 1m 05s", 65_000],
    ]);
  });

  test("has the project once, and one sprint at a time", () => {
    using test = testStore();
    const { session } = addWork(test.store);
    const sprints = test.store.writeNow((tx) => {
      pushProject(tx, session);
      pushProject(tx, session);
      const both = ["first", "second"].map((title) => insertSprint(tx, { title, goal: "" }));
      for (const sprint of both) pushSprint(tx, session, sprint);
      return both;
    });
    expect(listFrames(test.db, session.id).map(({ sprintId }) => sprintId)).toEqual([
      null,
      sprints[1]?.id ?? "",
    ]);
    expect(listSprintFrames(test.db, sprints[0]?.id ?? "")).toEqual([]);
    expect(listSprintFrames(test.db, sprints[1]?.id ?? "")).toEqual([
      { sessionId: session.id, depth: 1, isTop: true },
    ]);
  });

  test("is empty after its end, which history tells as pops", () => {
    using test = testStore();
    const { session, task } = addWork(test.store);
    test.store.writeNow((tx) => claimTask(tx, session.id, task.id));
    test.clock.now += 1000;
    test.store.writeNow((tx) => {
      releaseTask(tx, session.id);
      settleSession(tx, session.id, ENDING);
    });
    expect(listFrames(test.db, session.id)).toEqual([]);
    const changes = listActivities(test.db, { sessionId: session.id, limit: 9 }).map(
      ({ data }) => data.action,
    );
    expect(changes).toEqual(["push", "push", "pop", "pop"]);
    expect(() => test.store.writeNow((tx) => closeStack(tx, session))).not.toThrow();
  });
});

describe("a claim that is older than stacks", () => {
  test("is released all the same", () => {
    using test = testStore();
    const { session, task } = addWork(test.store);
    test.db.run("UPDATE sessions SET current_task_id = ? WHERE id = ?", [task.id, session.id]);
    expect(test.store.writeNow((tx) => releaseTask(tx, session.id))).toBe(task.id);
    expect(getSession(test.db, session.id)?.currentTaskId).toBeNull();
  });
});

describe("what is written of a session", () => {
  test("belongs to the task on top and its sprint, and counts as activity when the session did it", () => {
    using test = testStore();
    const { session, task } = addWork(test.store);
    test.store.writeNow((tx) => claimTask(tx, session.id, task.id));
    expect(activeOf(test.db, session.id)).toEqual({ taskId: task.id, sprintId: null });
    expect(activeOf(test.db, "none")).toEqual({ taskId: null, sprintId: null });
    const lastActivityAt = () => getSession(test.db, session.id)?.lastActivityAt;
    test.clock.now += 1000;
    test.store.writeNow((tx) => noteActivity(tx, session, "task", "it was told"));
    expect(lastActivityAt()).toBe(START);
    test.store.writeNow((tx) => recordActivity(tx, session, "note", "hello", { a: 1 }));
    expect(lastActivityAt()).toBe(START + 1000);
    const query = { taskId: task.id, kinds: ["note" as const], limit: 9 };
    expect(listActivities(test.db, query)).toMatchObject([
      { text: "hello", data: { a: 1 }, at: START + 1000 },
    ]);
  });

  test("is found by what is asked, the newest so many, oldest first", () => {
    using test = testStore();
    const [one, two] = [addSession(test.store), addSession(test.store, { name: "two" })];
    for (let n = 0; n < 5; n++) {
      test.clock.now = START + n;
      test.store.writeNow((tx) => recordActivity(tx, n % 2 ? two : one, "note", `${n}`));
    }
    const texts = (query: object) => listActivities(test.db, { limit: 99, ...query }).map(({ text }) => text);
    expect(texts({ limit: 2 })).toEqual(["3", "4"]);
    expect(texts({ sessionId: two.id })).toEqual(["1", "3"]);
    expect(texts({ since: START + 3 })).toEqual(["3", "4"]);
    expect(texts({ after: 2, sessionId: one.id })).toEqual(["2", "4"]);
    expect(texts({ kinds: ["update"] })).toEqual([]);
  });
});
