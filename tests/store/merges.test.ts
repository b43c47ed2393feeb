import { describe, expect, test } from "bun:test";
import { listEvents } from "../../src/store/events.ts";
import {
  countRefusals,
  holdMerge,
  labelMerge,
  latestMergeOf,
  listMerges,
  listQueuedMerges,
  type MergeResult,
  queueMerge,
  requeueMerge,
  requireMerge,
  settleMerge,
} from "../../src/store/merges.ts";
import { addRun, addSession, errorOf, START, type TestStore, testStore } from "./fixture.ts";

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
      { state: "conflict", files: ["a b", "ü"], with: "other", reason: "r" },
      { mergeCommit: null, conflictFiles: ["a b", "ü"], conflictsWith: "other", reason: "r" },
    ],
    [
      { state: "failed", reason: "no disk" },
      { mergeCommit: null, conflictFiles: [], reason: "no disk" },
    ],
    [
      { state: "red", reason: "exit 1" },
      { mergeCommit: null, conflictFiles: [], reason: "exit 1" },
    ],
    [
      { state: "cancelled", reason: "by a person" },
      { mergeCommit: null, conflictFiles: [], reason: "by a person" },
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

  test("takes a refused one in again, at its end and with its new commit, and remembers the refusals of a task", () => {
    const { test, run } = withQueue();
    using _ = test;
    const { again, merge } = settleFirst(test, { state: "conflict", files: ["a"], with: null, reason: "r" });
    again();
    expect(countRefusals(test.db, merge.taskId, ["conflict", "red"])).toBe(1);
    test.clock.now += 1;
    test.store.writeNow((tx) => requeueMerge(tx, merge, "c-new"));
    expect(listQueuedMerges(test.db).map(({ branch }) => branch)).toEqual(["task/two", "task/one"]);
    expect(latestMergeOf(test.db, merge.taskId)).toMatchObject({
      key: "MERGE-001",
      headCommit: "c-new",
      state: "queued",
      conflictFiles: [],
      reason: null,
      settledAt: null,
    });
    expect(listMerges(test.db, run.id)).toHaveLength(2);
  });

  test("names each by its key, in any case, and by whose work it is", () => {
    const { test } = withQueue();
    using _ = test;
    const merge = requireMerge(test.db, "merge-002");
    expect(merge.branch).toBe("task/two");
    expect(labelMerge(test.db, merge.id)).toBe("RUN-001/two (SESSION-002)");
    expect(errorOf(() => requireMerge(test.db, "MERGE-9"))).toMatchObject({
      code: "not_found",
      hint: "overstory merge list lists them",
    });
  });
});
