import { describe, expect, test } from "bun:test";
import {
  claimTask,
  findHolder,
  handOffTask,
  lastTaskOf,
  listClaimants,
  listEnds,
  listFinishers,
  listTenures,
  releaseTask,
} from "../../src/store/claims.ts";
import { listFrames } from "../../src/store/context.ts";
import { listEvents } from "../../src/store/events.ts";
import { removeSession, setAttention, settleSession, transition } from "../../src/store/session-changes.ts";
import { getSession } from "../../src/store/sessions.ts";
import { insertSprint } from "../../src/store/sprints.ts";
import { moveTask, requireTask } from "../../src/store/tasks.ts";
import { addRun, addSession, addWork, errorOf, START, testStore } from "./fixture.ts";

const ENDING = {
  state: "completed",
  phase: "completed",
  outcome: "success",
  reason: "exited with 0",
} as const;

describe("claimTask", () => {
  test("sets the pointer and puts the task underway, together", () => {
    using test = testStore();
    const { task, session } = addWork(test.store);
    test.store.writeNow((tx) => claimTask(tx, session.id, task.id));
    expect(getSession(test.db, session.id)?.currentTaskId).toBe(task.id);
    expect(requireTask(test.db, task.id).status).toBe("underway");
    expect(findHolder(test.db, task.id)).toEqual({ id: session.id, key: "SESSION-001" });
  });

  test("puts the task on the session's stack, above the project and its sprint", () => {
    using test = testStore();
    const { task, session } = addWork(test.store);
    test.store.writeNow((tx) => {
      const { id } = insertSprint(tx, { title: "first", goal: "" });
      tx.db.query("UPDATE tasks SET sprint_id = ?").run(id);
      claimTask(tx, session.id, task.id);
    });
    expect(listFrames(test.db, session.id).map(({ kind }) => kind)).toEqual(["project", "sprint", "task"]);
  });

  test("of a task that is held names the task and its holder, and changes nothing", () => {
    using test = testStore();
    const { task, session } = addWork(test.store);
    const rival = addSession(test.store, { name: "rival" });
    test.store.writeNow((tx) => claimTask(tx, session.id, task.id));
    const before = test.store.lastEventId;
    const error = errorOf(() => test.store.writeNow((tx) => claimTask(tx, rival.id, task.id)));
    expect([error.code, error.message]).toEqual(["conflict", "task api is held by SESSION-001"]);
    expect(getSession(test.db, rival.id)?.currentTaskId).toBeNull();
    expect(findHolder(test.db, task.id)?.id).toBe(session.id);
    expect(test.store.lastEventId).toBe(before);
  });

  test("by a session that has a task already names that task", () => {
    using test = testStore();
    const { run, tasks } = addRun(test.store, { id: "one" }, { id: "two" });
    const session = addSession(test.store, { runId: run.id });
    const claim = (index: number) =>
      test.store.writeNow((tx) => claimTask(tx, session.id, tasks[index]?.id ?? ""));
    claim(0);
    expect(errorOf(() => claim(1)).message).toBe("SESSION-001 holds task one; it cannot take a task");
    expect(requireTask(test.db, tasks[1]?.id ?? "").status).toBe("todo");
  });

  test("by a session that has ended is a conflict, by an unknown one not_found", () => {
    using test = testStore();
    const { task, session } = addWork(test.store);
    test.store.writeNow((tx) => transition(tx, session.id, "completed"));
    const claim = (id: string) => errorOf(() => test.store.writeNow((tx) => claimTask(tx, id, task.id)));
    expect(claim(session.id)).toMatchObject({
      code: "conflict",
      message: expect.stringContaining("is completed"),
    });
    expect(claim("none").code).toBe("not_found");
  });

  test("of a task that is not to be done is a conflict that names its status, and leaves no pointer", () => {
    using test = testStore();
    const { task, session } = addWork(test.store);
    test.store.writeNow((tx) => moveTask(tx, task.id, { status: "aborted", code: "operator" }));
    const error = errorOf(() => test.store.writeNow((tx) => claimTask(tx, session.id, task.id)));
    expect(error.message).toBe("task api is aborted; it cannot become underway");
    expect(getSession(test.db, session.id)?.currentTaskId).toBeNull();
  });

  test("of two that race for a task exactly one gets it", async () => {
    using test = testStore();
    const { task, session } = addWork(test.store);
    const rival = addSession(test.store, { name: "rival" });
    const results = await Promise.allSettled(
      [session, rival].map(({ id }) => test.store.write((tx) => claimTask(tx, id, task.id))),
    );
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(findHolder(test.db, task.id)?.id).toBe(session.id);
  });
});

describe("handOffTask", () => {
  test("moves pointer, frames and history from one session to the other, and leaves the task alone", () => {
    using test = testStore();
    const { task, session } = addWork(test.store);
    const heir = addSession(test.store, { name: "heir" });
    test.store.writeNow((tx) => claimTask(tx, session.id, task.id));
    const before = requireTask(test.db, task.id);
    test.clock.now += 1000;
    test.store.writeNow((tx) => handOffTask(tx, session, heir, before));
    expect(requireTask(test.db, task.id)).toEqual(before);
    expect(findHolder(test.db, task.id)?.id).toBe(heir.id);
    expect(listFrames(test.db, session.id).map(({ kind }) => kind)).toEqual(["project"]);
    expect(listFrames(test.db, heir.id).map(({ kind }) => kind)).toEqual(["project", "task"]);
    expect(listTenures(test.db, [task.id])).toMatchObject([
      { sessionId: session.id, sessionKey: session.key, claimedAt: START, releasedAt: START + 1000 },
      { sessionId: heir.id, sessionKey: heir.key, claimedAt: START + 1000, releasedAt: null },
    ]);
    expect(test.db.query("SELECT attempt FROM claims ORDER BY attempt").values()).toEqual([[1], [2]]);
  });
});

describe("the end of a session at a task", () => {
  test("releases, settles and moves the task together", () => {
    using test = testStore();
    const { task, session } = addWork(test.store);
    test.store.writeNow((tx) => claimTask(tx, session.id, task.id));
    test.store.writeNow((tx) => {
      expect(releaseTask(tx, session.id)).toBe(task.id);
      settleSession(tx, session.id, ENDING);
      moveTask(tx, task.id, { status: "review" });
    });
    expect(getSession(test.db, session.id)).toMatchObject({ state: "completed", currentTaskId: null });
    expect(requireTask(test.db, task.id).status).toBe("review");
    expect(findHolder(test.db, task.id)).toBeNull();
  });

  test.each(["after the release", "after the settlement", "at the very end"])(
    "a throw %s leaves nothing of it",
    async (where) => {
      using test = testStore();
      const { task, session } = addWork(test.store);
      test.store.writeNow((tx) => claimTask(tx, session.id, task.id));
      const tables = ["sessions", "tasks", "claims", "events"];
      const state = () => tables.map((table) => test.db.query(`SELECT * FROM ${table}`).all());
      const before = state();
      const write = test.store.write((tx) => {
        const stop = (place: string) => {
          if (place === where) throw new Error("power cut");
        };
        releaseTask(tx, session.id);
        stop("after the release");
        settleSession(tx, session.id, ENDING);
        stop("after the settlement");
        moveTask(tx, task.id, { status: "review" });
        stop("at the very end");
      });
      await expect(write).rejects.toThrow("power cut");
      expect(state()).toEqual(before);
    },
  );

  test("cannot be settled while it holds the task", () => {
    using test = testStore();
    const { task, session } = addWork(test.store);
    test.store.writeNow((tx) => claimTask(tx, session.id, task.id));
    expect(() => test.store.writeNow((tx) => settleSession(tx, session.id, ENDING))).toThrow("CHECK");
    expect(getSession(test.db, session.id)?.state).toBe("booting");
  });

  test("a session that goes on to another task keeps the history of both", () => {
    using test = testStore();
    const { run, tasks } = addRun(test.store, { id: "one" }, { id: "two" });
    const [one = "", two = ""] = tasks.map(({ id }) => id);
    const session = addSession(test.store, { runId: run.id });
    for (const [index, taskId] of [one, two].entries()) {
      test.clock.now = START + index * 1000;
      test.store.writeNow((tx) => claimTask(tx, session.id, taskId));
      test.clock.now += 500;
      test.store.writeNow((tx) => releaseTask(tx, session.id));
    }
    expect(lastTaskOf(test.db, session.id)).toBe(two);
    const times = test.db
      .query("SELECT claimed_at AS claimed, released_at AS released FROM claims ORDER BY 1")
      .all();
    expect(times).toEqual([
      { claimed: START, released: START + 500 },
      { claimed: START + 1000, released: START + 1500 },
    ]);
  });

  test("releasing what holds nothing answers null", () => {
    using test = testStore();
    const { session } = addWork(test.store);
    expect(test.store.writeNow((tx) => releaseTask(tx, session.id))).toBeNull();
  });
});

describe("the history of a task", () => {
  /** Two attempts: the first one was lost, the second one holds the task. */
  function twoAttempts() {
    const test = testStore();
    const { run, task, session } = addWork(test.store);
    test.store.writeNow((tx) => {
      claimTask(tx, session.id, task.id);
      releaseTask(tx, session.id);
      transition(tx, session.id, "zombie");
      moveTask(tx, task.id, { status: "todo" });
    });
    const second = addSession(test.store, { runId: run.id, attempt: 2 });
    test.store.writeNow((tx) => claimTask(tx, second.id, task.id));
    return { test, run, task, first: session, second };
  }

  test("names everyone who worked on it, oldest first", () => {
    const { test, run, task, first, second } = twoAttempts();
    using _ = test;
    expect(listClaimants(test.db, run.id)).toEqual([
      { taskId: task.id, sessionId: first.id, sessionKey: "SESSION-001" },
      { taskId: task.id, sessionId: second.id, sessionKey: "SESSION-002" },
    ]);
    expect(lastTaskOf(test.db, first.id)).toBe(task.id);
    expect(lastTaskOf(test.db, "none")).toBeNull();
  });

  test("tells the session whose work made it complete: the last one", () => {
    const { test, task, second } = twoAttempts();
    using _ = test;
    expect(listFinishers(test.db)).toEqual([]);
    test.store.writeNow((tx) => {
      releaseTask(tx, second.id);
      moveTask(tx, task.id, { status: "review" });
      moveTask(tx, task.id, { status: "complete" });
    });
    expect(listFinishers(test.db)).toEqual([second.id]);
  });

  test("has an end for each attempt that ended, but for one at a limit", () => {
    using test = testStore();
    const { task, session } = addWork(test.store);
    const other = addSession(test.store, { name: "other" });
    const end = (id: string, attempt: number) =>
      test.store.writeNow((tx) => {
        claimTask(tx, id, task.id);
        expect(listEnds(tx.db, task.id).length).toBe(attempt - 1);
        releaseTask(tx, id);
        settleSession(tx, id, { ...ENDING, state: "zombie", outcome: null });
        moveTask(tx, task.id, { status: "todo" });
      });
    end(session.id, 1);
    test.clock.now += 1000;
    test.store.writeNow((tx) => setAttention(tx, other, { attention: "limited", reason: null, until: null }));
    end(other.id, 2);
    expect(listEnds(test.db, task.id)).toEqual([START]);
    // A person settles it later: that it was limited stays known.
    test.store.writeNow((tx) => settleSession(tx, other.id, { ...ENDING, outcome: "failed" }));
    expect(listEnds(test.db, task.id)).toEqual([START]);
  });

  test("forgets a session that is removed, and the task stays", () => {
    const { test, run, task, first, second } = twoAttempts();
    using _ = test;
    test.store.writeNow((tx) => removeSession(tx, second));
    expect(listClaimants(test.db, run.id).map(({ sessionId }) => sessionId)).toEqual([first.id]);
    expect(requireTask(test.db, task.id).status).toBe("underway");
    expect(findHolder(test.db, task.id)).toBeNull();
    expect(listEvents(test.db, { after: 0, limit: 100 }).at(-1)?.kind).toBe("session.removed");
  });
});
