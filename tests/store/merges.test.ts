import { describe, expect, test } from "bun:test";
import { listEvents } from "../../src/store/events.ts";
import {
  holdMerge,
  listMerges,
  listQueuedMerges,
  type MergeResult,
  queueMerge,
  settleMerge,
} from "../../src/store/merges.ts";
import { addRun, addSession, START, type TestStore, testStore } from "./fixture.ts";

/** Two merges in the queue of one run. */
function withQueue() {
  const test = testStore();
  const { run, tasks } = addRun(test.store, { id: "one" }, { id: "two" });
  for (const { id, key } of tasks) {
    const { id: sessionId } = addSession(test.store, { name: key, runId: run.id });
    const work = { runId: run.id, taskId: id, sessionId, branch: `task/${key}`, headCommit: `c-${key}` };
    test.store.writeNow((tx) => queueMerge(tx, { ...work, targetBranch: "overstory/run-001" }));
  }
  return { test, run };
}

const settleFirst = ({ store, db }: TestStore, result: MergeResult) => {
  const [merge] = listQueuedMerges(db);
  if (!merge) throw new Error("nothing is queued");
  return { again: () => store.writeNow((tx) => settleMerge(tx, merge, result)), merge };
};

describe("the merge queue", () => {
  test("is in the order of asking", () => {
    const { test, run } = withQueue();
    using _ = test;
    expect(listQueuedMerges(test.db).map(({ branch }) => branch)).toEqual(["task/one", "task/two"]);
    expect(listMerges(test.db, run.id)).toEqual(listQueuedMerges(test.db));
  });

  test.each<[MergeResult, object]>([
    [
      { state: "merged", commit: "m1" },
      { mergeCommit: "m1", conflictFiles: [], reason: null },
    ],
    [
      { state: "conflict", files: ["a b", "ü"], reason: "r" },
      { mergeCommit: null, conflictFiles: ["a b", "ü"], reason: "r" },
    ],
    [
      { state: "failed", reason: "no disk" },
      { mergeCommit: null, conflictFiles: [], reason: "no disk" },
    ],
  ])("keeps the result %j, once", (result, row) => {
    const { test, run } = withQueue();
    using _ = test;
    const { again } = settleFirst(test, result);
    expect([again(), again()]).toEqual([true, false]);
    expect(listMerges(test.db, run.id)[0]).toMatchObject({ state: result.state, settledAt: START, ...row });
    expect(listQueuedMerges(test.db).map(({ branch }) => branch)).toEqual(["task/two"]);
    const told = listEvents(test.db, { after: 0, limit: 99 }).filter(
      ({ kind }) => kind === `merge.${result.state}`,
    );
    expect(told).toMatchObject([{ run: "RUN-001", task: "one", data: { branch: "task/one" } }]);
  });

  test("holds one that cannot be made now, and tells why once for each reason", () => {
    const { test } = withQueue();
    using _ = test;
    const [merge] = listQueuedMerges(test.db);
    if (!merge) throw new Error("nothing is queued");
    const told = ["git is busy", "git is busy", "no disk"].map((reason) => {
      test.store.writeNow((tx) => holdMerge(tx, merge, reason));
      return listEvents(test.db, { after: 0, limit: 99 }).filter(({ kind }) => kind === "merge.held").length;
    });
    expect(told).toEqual([1, 1, 2]);
    expect(listQueuedMerges(test.db)[0]).toMatchObject({ state: "queued", reason: "no disk" });
  });
});
