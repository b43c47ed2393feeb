import { describe, expect, test } from "bun:test";
import type { Ending } from "../../src/domain/outcome.ts";
import type { Outcome, Session } from "../../src/domain/session.ts";
import { recordActivity } from "../../src/store/activities.ts";
import { releaseTask } from "../../src/store/claims.ts";
import {
  activeTimeAt,
  countPhases,
  countResumptions,
  countRows,
  countSessions,
  countSessionsBy,
  databaseBytes,
  sessionBytes,
  sumEstimates,
} from "../../src/store/metrics.ts";
import { recordPhase } from "../../src/store/phases.ts";
import { settleSession } from "../../src/store/session-changes.ts";
import { continueSession, pauseSession } from "../../src/store/session-keeping.ts";
import { requireSession } from "../../src/store/sessions.ts";
import { moveTask } from "../../src/store/tasks.ts";
import { addTask, hold, keepSession } from "../work/kept-work.ts";
import { START, type TestStore, testStore } from "./fixture.ts";

/** Ends the session after it has been active that long. */
function end(
  { store, clock }: TestStore,
  { id }: Session,
  outcome: Outcome = "success",
  phase: Ending["phase"] = "completed",
  activeMs = 0,
): void {
  clock.now += activeMs;
  store.writeNow((tx) => settleSession(tx, id, { state: "completed", phase, outcome, reason: "over" }));
}

describe("active time", () => {
  test("at a part of all is that of the session at its rank", () => {
    using test = testStore();
    for (const ms of [50, 10, 40, 20, 30]) end(test, keepSession(test.store), "success", "completed", ms);
    keepSession(test.store);
    expect([0.5, 0.95, 0.2, 0.21].map((part) => activeTimeAt(test.db, part))).toEqual([30, 50, 10, 20]);
  });

  test("is null before any session has ended", () => {
    using test = testStore();
    keepSession(test.store);
    expect(activeTimeAt(test.db, 0.5)).toBeNull();
  });
});

test("sessions are counted by their source and outcome, those that failed among them", () => {
  using test = testStore();
  expect(countSessions(test.db)).toEqual({ total: 0, ended: 0, failed: 0 });
  for (const outcome of ["success", "failed", "killed"] as const) end(test, keepSession(test.store), outcome);
  keepSession(test.store, { source: "mcp" });
  expect(countSessions(test.db)).toEqual({ total: 4, ended: 3, failed: 2 });
  expect(countSessionsBy(test.db, "source")).toEqual({ cli: 3, mcp: 1 });
  expect(countSessionsBy(test.db, "outcome")).toEqual({ failed: 1, killed: 1, success: 1 });
});

describe("resumptions", () => {
  test("are pauses after which the session went on", () => {
    using test = testStore();
    const session = keepSession(test.store);
    const now = () => requireSession(test.db, session.id);
    test.store.writeNow((tx) => pauseSession(tx, now(), null));
    test.store.writeNow((tx) => continueSession(tx, now()));
    test.store.writeNow((tx) => pauseSession(tx, now(), null));
    expect(countResumptions(test.db)).toEqual({ interruptions: 2, resumed: 1, ended: 0, succeeded: 0 });
    end(test, session);
    expect(countResumptions(test.db)).toMatchObject({ ended: 1, succeeded: 1 });
  });

  test("are ends before the work was done, when another session went on with it", () => {
    using test = testStore();
    const [first, left, done] = ["first", "left", "done"].map((name) => keepSession(test.store, { name }));
    if (!first || !left || !done) throw new Error("no session");
    end(test, first, "unverified", "approval");
    end(test, left, "unverified", "approval");
    end(test, done);
    const second = keepSession(test.store, { predecessorId: first.id });
    end(test, second, "failed", "failed");
    expect(countResumptions(test.db)).toEqual({ interruptions: 2, resumed: 1, ended: 1, succeeded: 0 });
  });
});

test("phases are counted, and those with an error", () => {
  using test = testStore();
  const session = keepSession(test.store);
  for (const error of [null, "it broke", null])
    test.store.writeNow((tx) => recordPhase(tx, session, { to: "executing", error, metadata: {} }));
  test.store.writeNow((tx) => recordActivity(tx, session, "note", "no phase"));
  expect(countPhases(test.db)).toEqual({ phases: 3, errors: 1 });
});

test("time against estimate counts complete tasks that had one", () => {
  using test = testStore();
  const session = keepSession(test.store);
  const work = (estimateMs: number | null, ms: number, isDone: boolean) => {
    const task = addTask(test.store, { estimateMs });
    hold(test.store, session, task);
    test.clock.now += ms;
    test.store.writeNow((tx) => {
      releaseTask(tx, session.id);
      moveTask(tx, task.id, { status: isDone ? "complete" : "todo" });
    });
  };
  work(1000, 2000, true);
  work(1000, 500, true);
  work(1000, 9000, false);
  work(null, 9000, true);
  const expected = { tasks: 2, spentMs: 2500, estimateMs: 2000, over: 1 };
  expect(sumEstimates(test.db, test.clock.now)).toEqual(expected);
  expect(test.clock.now).toBe(START + 20_500);
});

test("storage is what the database takes, and what of it is about sessions", () => {
  using test = testStore();
  keepSession(test.store);
  const [bytes, own] = [databaseBytes(test.db), sessionBytes(test.db)];
  expect(bytes % 4096).toBe(0);
  if (own !== null) {
    expect(own).toBeGreaterThan(0);
    expect(own).toBeLessThan(bytes);
  }
  expect(countRows(test.db)).toMatchObject({ sessions: 1, tasks: 0, counters: 1 });
});
