import { describe, expect, test } from "bun:test";
import { listEvents } from "../../src/store/events.ts";
import {
  insertGate,
  listGates,
  listGatesOf,
  listRunningGates,
  recordGateProcess,
  settleGate,
} from "../../src/store/gates.ts";
import { addWork, START, testStore } from "./fixture.ts";

function withGate() {
  const test = testStore();
  const { run, task, session } = addWork(test.store);
  const wish = { taskId: task.id, sessionId: session.id, runId: run.id, position: 0, command: "npm test" };
  const id = test.store.writeNow((tx) => insertGate(tx, wish));
  const settle = (exitCode: number | null) =>
    test.store.writeNow((tx) => settleGate(tx, id, exitCode, run.id));
  return { test, run, wish, id, settle };
}

describe("a gate run", () => {
  test("is running until it is settled, with its process and its run", () => {
    const { test, run, wish, id } = withGate();
    using _ = test;
    const process = { pid: 5, startTime: "9" };
    test.store.writeNow((tx) => recordGateProcess(tx, id, process));
    const { runId, ...known } = wish;
    const row = {
      ...known,
      id,
      headCommit: null,
      process,
      startedAt: START,
      endedAt: null,
      exitCode: null,
      passed: null,
    };
    expect(listGates(test.db, run.id)).toEqual([row]);
    expect(listRunningGates(test.db)).toEqual([{ ...row, runId }]);
  });

  test.each([
    [0, true, "gate.passed"],
    [1, false, "gate.failed"],
    [null, false, "gate.failed"],
  ] as const)("that ended with %p passed: %p", (exitCode, passed, kind) => {
    const { test, run, settle } = withGate();
    using _ = test;
    expect(settle(exitCode)).toBe(true);
    expect(listGates(test.db, run.id)).toMatchObject([{ exitCode, passed, endedAt: START }]);
    expect(listRunningGates(test.db)).toEqual([]);
    expect(listEvents(test.db, { after: 0, limit: 99 }).at(-1)).toMatchObject({
      kind,
      run: "RUN-001",
      task: "api",
    });
  });

  test("is settled once; the first verdict stands and is told once", () => {
    const { test, run, settle } = withGate();
    using _ = test;
    expect([settle(1), settle(0)]).toEqual([true, false]);
    expect(listGates(test.db, run.id)[0]?.passed).toBe(false);
    expect(
      listEvents(test.db, { after: 0, limit: 99 }).filter(({ kind }) => kind.startsWith("gate.")),
    ).toHaveLength(2);
  });
});

describe("a gate that is run again", () => {
  test("takes the place of its last run", () => {
    const { test, wish, id, settle } = withGate();
    using _ = test;
    settle(1);
    const headCommit = "c".repeat(40);
    const next = test.store.writeNow((tx) => insertGate(tx, { ...wish, headCommit, again: true }));
    expect(next).not.toBe(id);
    expect(listGatesOf(test.db, wish.taskId, wish.sessionId)).toMatchObject([
      { id: next, passed: null, headCommit },
    ]);
  });

  test("is refused while it runs, and when it was not asked for again", () => {
    const { test, wish, settle } = withGate();
    using _ = test;
    const insert = (again: boolean) => () => test.store.writeNow((tx) => insertGate(tx, { ...wish, again }));
    expect(insert(true)).toThrow("UNIQUE");
    settle(0);
    expect(insert(false)).toThrow("UNIQUE");
  });
});
