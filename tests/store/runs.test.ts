import { describe, expect, test } from "bun:test";
import { listEvents } from "../../src/store/events.ts";
import {
  endRun,
  findRun,
  findRunByRequest,
  insertRun,
  listActiveRuns,
  listRuns,
  requestCancel,
  requireRun,
} from "../../src/store/runs.ts";
import { errorOf, START, type TestStore, testStore } from "./fixture.ts";

const add = ({ store }: TestStore, change: Partial<Parameters<typeof insertRun>[1]> = {}) =>
  store.writeNow((tx) => insertRun(tx, { goal: "ship it", maxAgents: 4, ...change }));
const kinds = ({ db }: TestStore) => listEvents(db, { after: 0, limit: 99 }).map(({ kind }) => kind);

test("a run starts active, with a key, and its event", () => {
  using test = testStore();
  expect(
    add(test, { baseCommit: "abc", targetBranch: "overstory/run-001", intoBranch: "main" }),
  ).toMatchObject({
    key: "RUN-001",
    goal: "ship it",
    status: "active",
    baseCommit: "abc",
    targetBranch: "overstory/run-001",
    intoBranch: "main",
    maxAgents: 4,
    startedAt: START,
    endedAt: null,
  });
  expect(kinds(test)).toEqual(["run.started"]);
});

test("it is found by id, by key in any case and by the request that made it", () => {
  using test = testStore();
  const run = add(test, { requestId: "r-1" });
  for (const text of [run.id, "RUN-001", "run-001"]) expect(findRun(test.db, text)).toEqual(run);
  expect(findRunByRequest(test.db, "r-1")).toEqual(run);
  expect(findRunByRequest(test.db, "r-2")).toBeNull();
  expect(errorOf(() => requireRun(test.db, "RUN-9")).message).toBe('there is no run "RUN-9"');
});

test("one request makes one run", () => {
  using test = testStore();
  add(test, { requestId: "r-1" });
  expect(() => add(test, { requestId: "r-1" })).toThrow("UNIQUE constraint failed: runs.request_id");
  expect(listRuns(test.db)).toHaveLength(1);
});

test("runs are listed newest first, the active ones oldest first, also within one moment", () => {
  using test = testStore();
  const runs = [add(test), add(test), add(test)];
  test.store.writeNow((tx) => endRun(tx, runs[1]?.id ?? "", "failed", null));
  expect(listRuns(test.db).map(({ key }) => key)).toEqual(["RUN-003", "RUN-002", "RUN-001"]);
  expect(listRuns(test.db, 1).map(({ key }) => key)).toEqual(["RUN-003"]);
  expect(listActiveRuns(test.db).map(({ key }) => key)).toEqual(["RUN-001", "RUN-003"]);
});

describe("the end of a run", () => {
  test("is written once; the first one stands", () => {
    using test = testStore();
    const { id } = add(test);
    const end = (status: "completed" | "failed") =>
      test.store.writeNow((tx) => endRun(tx, id, status, "why"));
    expect([end("completed"), end("failed")]).toEqual([true, false]);
    expect(findRun(test.db, id)).toMatchObject({ status: "completed", reason: "why", endedAt: START });
    expect(kinds(test)).toEqual(["run.started", "run.completed"]);
  });

  test("a cancel is asked for once, and not of a run that has ended", () => {
    using test = testStore();
    const { id } = add(test);
    const cancel = () => test.store.writeNow((tx) => requestCancel(tx, id));
    expect([cancel(), cancel()]).toEqual([true, false]);
    expect(findRun(test.db, id)).toMatchObject({ status: "active", cancelRequestedAt: START });
    test.store.writeNow((tx) => endRun(tx, id, "cancelled", null));
    expect(errorOf(cancel).message).toBe("RUN-001 has ended: it is cancelled");
    expect(kinds(test)).toEqual(["run.started", "run.cancel_requested", "run.cancelled"]);
  });
});
