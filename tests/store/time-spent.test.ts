import { describe, expect, test } from "bun:test";
import { releaseTask } from "../../src/store/claims.ts";
import { continueSession, leaveBehind, pauseSession } from "../../src/store/session-keeping.ts";
import { requireSession } from "../../src/store/sessions.ts";
import { moveTask } from "../../src/store/tasks.ts";
import { readTimeSpent } from "../../src/store/time-spent.ts";
import { addTask, hold, keepSession } from "../work/kept-work.ts";
import { START, type TestStore, testStore } from "./fixture.ts";

const MINUTE = 60_000;

/** A task that a session has held since START, and what may be done with it at which minute. */
function holding(test: TestStore) {
  const { store, clock } = test;
  const task = addTask(store);
  const shell = { pid: 1, startTime: "1" };
  const session = hold(store, keepSession(store, { terminal: shell }), task);
  const at = <T>(minute: number, work: () => T): T => {
    clock.now = START + minute * MINUTE;
    return work();
  };
  const now = () => requireSession(store.db, session.id);
  return {
    task,
    session,
    pause: (minute: number) => at(minute, () => store.writeNow((tx) => pauseSession(tx, now(), null))),
    resume: (minute: number) => at(minute, () => store.writeNow((tx) => continueSession(tx, now()))),
    leave: (minute: number) => at(minute, () => store.writeNow((tx) => leaveBehind(tx, session.id, shell))),
    release: (minute: number) =>
      at(minute, () =>
        store.writeNow((tx) => {
          releaseTask(tx, session.id);
          moveTask(tx, task.id, { status: "todo" });
        }),
      ),
    claim: (minute: number) => at(minute, () => hold(store, session, task)),
    spent: (minute: number) => {
      const { spentMs, beganAt } = readTimeSpent(store.db, task.id, session.id, START + minute * MINUTE);
      return { minutes: spentMs / MINUTE, beganAt };
    },
  };
}

describe("the time spent on a task", () => {
  test("goes on while somebody has it on the stack, from when that began", () => {
    using test = testStore();
    expect(holding(test).spent(7)).toEqual({ minutes: 7, beganAt: START });
  });

  test("is the sum of all stretches", () => {
    using test = testStore();
    const { release, claim, spent } = holding(test);
    release(3);
    claim(10);
    expect(spent(12)).toEqual({ minutes: 5, beganAt: START });
  });

  test("does not hold the pauses", () => {
    using test = testStore();
    const { pause, resume, spent } = holding(test);
    pause(2);
    resume(5);
    pause(6);
    expect([spent(6).minutes, spent(60).minutes]).toEqual([3, 3]);
  });

  test("ends at the last activity when the shell went away", () => {
    using test = testStore();
    const { leave, spent } = holding(test);
    leave(600);
    expect(spent(700).minutes).toBe(0);
  });

  test("does not exceed the time that the session was active", () => {
    using test = testStore();
    const { session, spent } = holding(test);
    test.db.run("UPDATE sessions SET active_since = NULL, active_ms = 60000 WHERE id = ?", [session.id]);
    expect(spent(30).minutes).toBe(1);
  });

  test("is that of all sessions; another's beginning is not one's own", () => {
    using test = testStore();
    const { task, release, spent } = holding(test);
    release(3);
    const other = hold(test.store, keepSession(test.store, { name: "other" }), task);
    expect(spent(5).minutes).toBe(5);
    expect(readTimeSpent(test.db, task.id, other.id, START).beganAt).toBe(START + 3 * MINUTE);
    expect(readTimeSpent(test.db, task.id, null, START).beganAt).toBeNull();
  });
});
