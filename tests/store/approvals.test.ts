import { describe, expect, test } from "bun:test";
import {
  askApproval,
  findUnheardQuestion,
  latestApproval,
  listOpenQuestions,
  settleApproval,
} from "../../src/store/approvals.ts";
import { claimTask, releaseTask } from "../../src/store/claims.ts";
import { addNotice, passNotice } from "../../src/store/notices.ts";
import { recordPhase } from "../../src/store/phases.ts";
import { requestStop, settleSession } from "../../src/store/session-changes.ts";
import { type NewSession, requireSession } from "../../src/store/sessions.ts";
import { moveTask } from "../../src/store/tasks.ts";
import { addSession, addWork, START, type TestStore, testStore } from "./fixture.ts";

/** A session at the gate. */
function asking(test: TestStore, change: Partial<NewSession> = {}) {
  const session = addSession(test.store, { state: "working", ...change });
  test.store.writeNow((tx) => {
    recordPhase(tx, session, { to: "approval", error: null, metadata: {} });
    askApproval(tx, session, "the plan");
  });
  const now = () => requireSession(test.db, session.id);
  const unheard = () => findUnheardQuestion(test.db, now());
  const approve = () =>
    test.store.writeNow((tx) => {
      const id = latestApproval(tx.db, session.id)?.id ?? "";
      settleApproval(tx, id, "approved", "ada", null);
      addNotice(tx, session.id, "approved");
    });
  return { session, now, unheard, approve };
}

describe("the question of a session that ends at the gate", () => {
  test("outlives it while nobody has answered", () => {
    using test = testStore();
    expect(asking(test).unheard()).toMatchObject({ question: "the plan", decision: null });
  });

  test("outlives it with an answer that it did not hear, and not with one that it did", () => {
    using test = testStore();
    const { session, approve, unheard } = asking(test);
    approve();
    expect(unheard()).toMatchObject({ decision: "approved" });
    test.store.writeNow((tx) => passNotice(tx, session.id, START));
    expect(unheard()).toBeNull();
  });

  test("is dropped when somebody stopped it, and when it had gone on", () => {
    using test = testStore();
    const { session, now, unheard } = asking(test);
    test.store.writeNow((tx) => requestStop(tx, session, "operator"));
    expect(unheard()).toBeNull();
    expect(findUnheardQuestion(test.db, { ...now(), stopCause: null, phase: "executing" })).toBeNull();
  });

  test("is not asked again by the one that goes on with its work and has asked nothing", () => {
    using test = testStore();
    const { session } = asking(test);
    const next = addSession(test.store, { name: "next", predecessorId: session.id, phase: "approval" });
    expect(findUnheardQuestion(test.db, next)).toBeNull();
    expect(latestApproval(test.db, next.id)?.sessionId).toBe(session.id);
  });
});

test("the questions that people are told of are those of sessions still at the gate", () => {
  using test = testStore();
  const { session, now } = asking(test);
  expect(listOpenQuestions(test.db)).toEqual([{ key: "SESSION-001", name: "agent", question: "the plan" }]);
  test.store.writeNow((tx) => recordPhase(tx, now(), { to: "abandoned", error: null, metadata: {} }));
  expect(listOpenQuestions(test.db)).toEqual([]);
  expect(session.key).toBe("SESSION-001");
});

test("of one that has ended they are told while a task waits for the answer, and no longer", () => {
  using test = testStore();
  const { task } = addWork(test.store);
  const { session, now } = asking(test, { name: "asker" });
  test.store.writeNow((tx) => {
    claimTask(tx, session.id, task.id);
    releaseTask(tx, session.id);
    moveTask(tx, task.id, { status: "paused" });
    settleSession(tx, session.id, {
      state: "completed",
      phase: "approval",
      outcome: "unverified",
      reason: "over",
    });
  });
  expect(listOpenQuestions(test.db)).toMatchObject([{ key: now().key }]);
  test.store.writeNow((tx) => moveTask(tx, task.id, { status: "aborted" }));
  expect(listOpenQuestions(test.db)).toEqual([]);
});

test("an approval is settled once", () => {
  using test = testStore();
  const { session, approve } = asking(test);
  approve();
  const { id = "" } = latestApproval(test.db, session.id) ?? {};
  expect(test.store.writeNow((tx) => settleApproval(tx, id, "rejected", "bob", null))).toBe(false);
  expect(latestApproval(test.db, session.id)).toMatchObject({ decision: "approved", decidedBy: "ada" });
});
