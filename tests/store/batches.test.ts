import { expect, test } from "bun:test";
import {
  findDelivery,
  findRedBatch,
  forgetSuspicion,
  getBatch,
  insertBatch,
  insertBatchGate,
  listBatchGates,
  listCheckingBatches,
  listRunningBatchGates,
  recordBatchGateProcess,
  settleBatch,
  settleBatchGate,
} from "../../src/store/batches.ts";
import { listEvents } from "../../src/store/events.ts";
import { listMergesOfBatch, listQueuedMerges, queueMerge, settleMerge } from "../../src/store/merges.ts";
import { addRun, addSession, START, testStore } from "./fixture.ts";

const TARGET = "overstory/run-001";

/** Three queued merges of one run, and a way to put some of them into a batch. */
function withQueue() {
  const test = testStore();
  const { run, tasks } = addRun(test.store, { id: "a" }, { id: "b" }, { id: "c" });
  for (const { id: taskId, key } of tasks) {
    const { id: sessionId } = addSession(test.store, { name: key, runId: run.id });
    const work = { runId: run.id, taskId, sessionId, branch: key, headCommit: `head-${key}` };
    test.store.writeNow((tx) => queueMerge(tx, { ...work, targetBranch: TARGET }));
  }
  const begin = (id: string, ...branches: string[]) =>
    test.store.writeNow((tx) => {
      const chosen = listQueuedMerges(tx.db).filter(({ branch }) => branches.includes(branch));
      const places = chosen.map((merge) => ({ merge, commit: `${id}-${merge.branch}` }));
      insertBatch(tx, { ...batch, id, resultCommit: `${id}-result` }, places);
    });
  const settle = (id: string, state: "green" | "red" | "stale") =>
    test.store.writeNow((tx) => {
      const found = getBatch(tx.db, id);
      return found && settleBatch(tx, found, state, { runId: run.id, reason: null });
    });
  return { test, run, begin, settle };
}

const batch = {
  targetBranch: TARGET,
  baseCommit: "base",
  gates: ["npm test"],
  worktree: "/trees/one",
  delivers: null,
  deliveredCommit: null,
};

test("a batch holds its merges in their order, each with the commit that it has there", () => {
  const { test, begin } = withQueue();
  using _ = test;
  begin("one", "a", "c");
  expect(getBatch(test.db, "one")).toEqual({
    ...batch,
    id: "one",
    resultCommit: "one-result",
    state: "checking",
    beganAt: START,
    settledAt: null,
  });
  expect(listMergesOfBatch(test.db, "one").map(({ branch, mergeCommit }) => [branch, mergeCommit])).toEqual([
    ["a", "one-a"],
    ["c", "one-c"],
  ]);
  expect(listEvents(test.db, { after: 0, limit: 99 }).at(-1)).toMatchObject({
    kind: "batch.began",
    run: "RUN-001",
    data: { target: TARGET, merges: ["MERGE-001", "MERGE-003"] },
  });
});

test("one target has one batch under check at a time", () => {
  const { test, begin, settle } = withQueue();
  using _ = test;
  begin("one", "a");
  expect(() => begin("two", "b")).toThrow("UNIQUE");
  expect(settle("one", "green")).toBe(true);
  begin("two", "b");
  expect(listCheckingBatches(test.db).map(({ id }) => id)).toEqual(["two"]);
});

test("it is settled once; what was stale is in no batch any more", () => {
  const { test, begin, settle } = withQueue();
  using _ = test;
  begin("one", "a", "b");
  expect([settle("one", "stale"), settle("one", "green")]).toEqual([true, false]);
  expect(listQueuedMerges(test.db).map(({ batchId, mergeCommit }) => [batchId, mergeCommit])).toEqual([
    [null, null],
    [null, null],
    [null, null],
  ]);
});

test("a target's newest red batch with queued merges is found until their guilt is forgotten", () => {
  const { test, begin, settle } = withQueue();
  using _ = test;
  expect(findRedBatch(test.db, TARGET)).toBeNull();
  begin("one", "a", "b", "c");
  settle("one", "red");
  expect(findRedBatch(test.db, TARGET)).toBe("one");
  begin("two", "a", "b");
  settle("two", "red");
  expect(findRedBatch(test.db, TARGET)).toBe("two");
  for (const merge of listMergesOfBatch(test.db, "two"))
    test.store.writeNow((tx) => settleMerge(tx, merge, { state: "red", reason: "r" }));
  expect(findRedBatch(test.db, TARGET)).toBe("one");
  test.store.writeNow((tx) => forgetSuspicion(tx, TARGET));
  expect(findRedBatch(test.db, TARGET)).toBeNull();
});

test("a gate of a batch runs until it is settled, once; without a status it has not passed", () => {
  const { test, begin } = withQueue();
  using _ = test;
  begin("one", "a");
  const id = test.store.writeNow((tx) =>
    insertBatchGate(tx, { batchId: "one", position: 0, command: "npm test" }),
  );
  test.store.writeNow((tx) => recordBatchGateProcess(tx, id, { pid: 5, startTime: "9" }));
  expect(listRunningBatchGates(test.db)).toMatchObject([
    { id, process: { pid: 5, startTime: "9" }, passed: null },
  ]);
  test.store.writeNow((tx) => settleBatchGate(tx, id, null));
  test.store.writeNow((tx) => settleBatchGate(tx, id, 0));
  expect(listBatchGates(test.db, "one")).toMatchObject([{ exitCode: null, passed: false, endedAt: START }]);
  expect(listRunningBatchGates(test.db)).toEqual([]);
});

test("a delivery is found by what it was to bring where", () => {
  const { test, run, settle } = withQueue();
  using _ = test;
  const wish = { delivers: run.id, deliveredCommit: "head", baseCommit: "base" };
  const found = () => findDelivery(test.db, wish)?.id ?? null;
  expect(found()).toBeNull();
  test.store.writeNow((tx) =>
    insertBatch(tx, { ...batch, ...wish, targetBranch: "main", id: "d", resultCommit: "r" }, []),
  );
  settle("d", "red");
  expect(found()).toBe("d");
  expect(findDelivery(test.db, { ...wish, baseCommit: "moved" })).toBeNull();
});
