import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { check } from "../../../src/process/identity.ts";
import { listRunningBatchGates } from "../../../src/store/batches.ts";
import { listEvents } from "../../../src/store/events.ts";
import { insertGate, settleGate } from "../../../src/store/gates.ts";
import { queueMerge } from "../../../src/store/merges.ts";
import { requireRun } from "../../../src/store/runs.ts";
import { moveTask } from "../../../src/store/tasks.ts";
import { until } from "../../support/wait.ts";
import { Yard } from "./yard.ts";

const states = (yard: Yard) => yard.merges.map(({ state }) => state);
const kinds = (yard: Yard) => listEvents(yard.store.db, { after: 0, limit: 999 }).map(({ kind }) => kind);

test("without gates a branch is merged at once, by a merge commit with its trailers", async () => {
  await using yard = Yard.open();
  await yard.merge(0, { a: "a\n" });
  expect(states(yard)).toEqual(["merged"]);
  expect(yard.tasks[0]?.status).toBe("complete");
  const { git } = yard.repository;
  expect(git("log", "-1", "--format=%s%n%b", yard.target)).toBe(
    "Merge t0: t0\nOverstory-Run: RUN-001\nOverstory-Task: t0\nOverstory-Session: SESSION-001",
  );
  expect(git("rev-parse", yard.target)).toBe(yard.merges[0]?.mergeCommit ?? "");
  expect(yard.leftovers()).toEqual([]);
});

test("several that wait are checked together, once, on their merged result", async () => {
  await using yard = Yard.open({ gates: ["pwd >> ../../../gated; test -f a && test -f b"] });
  const sessions = [yard.work(0, { a: "a\n" }), yard.work(1, { b: "b\n" })];
  yard.repository.git("switch", "-q", yard.target); // nothing can be merged until both are in the queue
  for (const [index, { id }] of sessions.entries())
    await yard.queue.add(yard.tasks[index]?.id ?? "", id, yard.run.id);
  expect(yard.merges.map(({ state, reason }) => [state, reason?.includes("checked out at")])).toEqual([
    ["queued", true],
    ["queued", true],
  ]);
  yard.repository.git("switch", "-q", "--detach", "main");
  await yard.settled();
  expect(states(yard)).toEqual(["merged", "merged"]);
  expect((await Bun.file(join(yard.repository.folder, "gated")).text()).trim().split("\n")).toHaveLength(1);
  expect(yard.positions()).toHaveLength(2);
  expect(yard.leftovers()).toEqual([]);
});

test("a branch that is red by itself stops its task and keeps nobody else out", async () => {
  await using yard = Yard.open({ gates: ["test ! -f bad"], config: { merge: { conflicts: "person" } } });
  const before = yard.repository.git("rev-parse", yard.target);
  await yard.merge(0, { bad: "x\n" });
  await yard.settled();
  expect(yard.repository.git("rev-parse", yard.target)).toBe(before);
  await yard.merge(1, { good: "x\n" });
  await yard.settled();
  expect(states(yard)).toEqual(["red", "merged"]);
  expect(yard.tasks.slice(0, 2)).toMatchObject([
    { status: "blocked", stopCode: "gate_failed" },
    { status: "complete" },
  ]);
  expect(yard.merges[0]?.reason).toMatch(
    /^gate failed on the merged result: test ! -f bad \(exit 1\); .*gate-1\.log$/,
  );
  expect(yard.leftovers()).toEqual([]);
});

test("of two that are red only together the one behind is found, and named with what its author has to do", async () => {
  await using yard = Yard.open({ gates: ["test ! -f one || test ! -f two"] });
  const work = [
    yard.work(0, { one: "" }),
    yard.work(1, { calm: "" }),
    yard.work(2, { two: "" }),
    yard.work(3, { free: "" }),
  ];
  yard.repository.git("switch", "-q", yard.target);
  for (const [index, { id }] of work.entries())
    await yard.queue.add(yard.tasks[index]?.id ?? "", id, yard.run.id);
  yard.repository.git("switch", "-q", "--detach", "main");
  await yard.settled();
  expect(states(yard)).toEqual(["merged", "merged", "red", "merged"]);
  expect(yard.tasks[2]).toMatchObject({ status: "todo" });
  expect(kinds(yard)).toContain("merge.returned");
  for (const commit of yard.positions())
    expect(yard.files(commit).filter((file) => file === "one" || file === "two").length).toBeLessThan(2);
  expect(yard.leftovers()).toEqual([]);
});

test("a conflict names the files and whose work the other side is, and is given back so often and no oftener", async () => {
  await using yard = Yard.open({ config: { merge: { tries: 1 } } });
  yard.repository.commit("base", { shared: "base\n" });
  await yard.merge(0, { shared: "ours\n" });
  const [ours] = yard.merges;
  await yard.merge(1, { shared: "theirs\n" });
  const refused = yard.merges[1];
  expect(refused).toMatchObject({ state: "conflict", conflictFiles: ["shared"], conflictsWith: ours?.id });
  expect(refused?.reason).toBe(
    "overstory/task/run-001/t1 conflicts with overstory/run-001, which has the work of RUN-001/t0 (SESSION-001), in shared",
  );
  expect(yard.tasks[1]).toMatchObject({ status: "todo", stopReason: refused?.reason });
  await yard.merge(1, { shared: "theirs again\n" });
  expect(yard.tasks[1]).toMatchObject({ status: "blocked", stopCode: "merge_conflict" });
});

test("a merge that a person has brought in by hand is found there", async () => {
  await using yard = Yard.open();
  const session = yard.work(0, { a: "" });
  yard.repository.git("branch", "-f", yard.target, session.branch ?? "");
  await yard.queue.add(yard.tasks[0]?.id ?? "", session.id, yard.run.id);
  expect(yard.merges[0]).toMatchObject({ state: "merged", mergeCommit: session.headCommit });
});

test("what has nothing in common with its target, or is gone, is refused and keeps nobody waiting", async () => {
  await using yard = Yard.open();
  const { git } = yard.repository;
  const stranger = git("commit-tree", "-m", "root", "main^{tree}");
  for (const [index, head] of [stranger, `${"0".repeat(39)}1`].entries()) {
    const session = yard.work(index, { [`f${index}`]: "" });
    yard.store.db.query("UPDATE sessions SET head_commit = ? WHERE id = ?").run(head, session.id);
    await yard.queue.add(yard.tasks[index]?.id ?? "", session.id, yard.run.id);
  }
  await yard.merge(2, { fine: "" });
  expect(yard.merges.map(({ state, reason }) => [state, reason])).toEqual([
    ["failed", "it has no commit in common with its target"],
    ["failed", `its commit ${"0".repeat(39)}1 is gone`],
    ["merged", null],
  ]);
});

test("a target that moves while its batch is checked is never overwritten: the batch is made anew", async () => {
  await using yard = Yard.open({ gates: ["test -f ../../../go"] });
  const { git, folder, write } = yard.repository;
  const gate = `until test -f ${join(folder, "go")}; do sleep 0.05; done`;
  yard.store.db.query("UPDATE runs SET gates = ?").run(JSON.stringify([gate]));
  await yard.merge(0, { a: "" });
  expect(states(yard)).toEqual(["queued"]);
  git("switch", "-q", "-C", "aside", yard.target);
  const aside = yard.repository.commit("aside", { aside: "" });
  git("switch", "-q", "--detach", "main");
  git("branch", "-f", yard.target, aside);
  write("../go", "");
  await yard.settled();
  expect(kinds(yard)).toContain("batch.stale");
  expect(yard.files(yard.target)).toEqual(["README.md", "a", "aside"]);
  expect(yard.leftovers()).toEqual([]);
});

test("cancelling one that is checked ends its gate, and the others go on without it", async () => {
  await using yard = Yard.open();
  const go = join(yard.repository.folder, "go");
  yard.store.db.query("UPDATE runs SET gates = ?").run(JSON.stringify([`test ! -f slow || sleep 1000`]));
  await yard.merge(0, { slow: "" });
  await until("its gate runs", () =>
    yard.store.db.query("SELECT 1 FROM batch_gates WHERE process IS NOT NULL").get(),
  );
  const [slow] = yard.merges;
  if (!slow) throw new Error("nothing is queued");
  await yard.merge(1, { quick: "" });
  expect(await yard.queue.cancel(slow)).toMatchObject({ state: "cancelled" });
  await yard.settled();
  expect(states(yard)).toEqual(["cancelled", "merged"]);
  expect(yard.tasks[0]).toMatchObject({ status: "blocked", stopCode: "operator" });
  expect(existsSync(go)).toBe(false);
  await expect(yard.queue.cancel(slow)).rejects.toThrow(
    "MERGE-001 is cancelled; only what is queued can be cancelled",
  );
  expect(yard.leftovers()).toEqual([]);
});

test("retrying takes what the branch has got since, and the tasks that were stopped with it go on", async () => {
  await using yard = Yard.open({ config: { merge: { conflicts: "person" } } });
  yard.repository.commit("base", { shared: "base\n" });
  await yard.merge(0, { shared: "ours\n" });
  await yard.merge(1, { shared: "theirs\n" });
  const [, refused] = yard.merges;
  if (!refused) throw new Error("nothing was refused");
  const [, , waiting] = yard.tasks;
  yard.store.db.query("INSERT INTO task_dependencies VALUES (?, ?)").run(waiting?.id ?? "", refused.taskId);
  yard.store.db
    .query("UPDATE tasks SET status = 'blocked', stop_code = 'dependency' WHERE id = ?")
    .run(waiting?.id ?? "");
  const { git } = yard.repository;
  git("switch", "-q", refused.branch);
  expect(() => git("merge", "-q", yard.target)).toThrow();
  yard.repository.commit("both", { shared: "ours and theirs\n" });
  git("switch", "-q", "--detach", "main");
  expect(await yard.queue.retry(refused)).toMatchObject({ state: "queued", key: refused.key });
  await yard.settled();
  expect(states(yard)).toEqual(["merged", "merged"]);
  expect(git("show", `${yard.target}:shared`)).toBe("ours and theirs");
  expect(yard.tasks.slice(0, 3).map(({ status }) => status)).toEqual(["complete", "complete", "todo"]);
  await expect(yard.queue.retry(refused)).rejects.toThrow("MERGE-002 is merged");
});

test("retrying takes up a run that failed; nothing of one that ended otherwise is retried", async () => {
  await using yard = Yard.open({ config: { merge: { conflicts: "person" } } });
  await yard.merge(0, { shared: "ours\n" });
  await yard.merge(1, { shared: "theirs\n" });
  const [, refused] = yard.merges;
  if (!refused) throw new Error("nothing was refused");
  const end = (status: string) => yard.store.db.query("UPDATE runs SET status = ?, ended_at = 1").run(status);
  end("cancelled");
  await expect(yard.queue.retry(refused)).rejects.toThrow(
    "RUN-001 is cancelled; nothing of it is merged any more",
  );
  end("failed");
  expect(await yard.queue.retry(refused)).toMatchObject({ state: "queued" });
  expect(requireRun(yard.store.db, yard.run.id)).toMatchObject({ status: "active", endedAt: null });
});

test("open sessions hear, once, that what was merged does not go together with what they have committed", async () => {
  await using yard = Yard.open();
  yard.repository.commit("base", { shared: "base\n" });
  const open = yard.work(0, { shared: "mine\n" }, "main", true);
  yard.work(1, { other: "" }, "main", true);
  await yard.merge(2, { shared: "theirs\n" });
  await yard.merge(3, { unrelated: "" });
  await until("it is foreseen", () => kinds(yard).includes("merge.foreseen"));
  const notices = yard.store.db
    .query<{ id: string; text: string }, []>("SELECT session_id AS id, text FROM notices")
    .all();
  expect(notices).toEqual([
    {
      id: open.id,
      text: expect.stringContaining(
        "RUN-001/t2 (SESSION-003) was merged into overstory/run-001, and your branch conflicts with it in shared",
      ),
    },
  ]);
});

test("one that was red with others and comes in unchecked has no red check to show", async () => {
  const gate = "test ! -f one || test ! -f two";
  await using yard = Yard.open({ gates: [gate] });
  const work = [yard.work(0, { one: "" }), yard.work(1, { two: "" })];
  const [first] = work;
  if (!first) throw new Error("there is no work");
  yard.store.writeNow((tx) => {
    const taskId = yard.tasks[0]?.id ?? "";
    const id = insertGate(tx, {
      taskId,
      sessionId: first.id,
      position: 0,
      command: gate,
      runId: yard.run.id,
    });
    settleGate(tx, id, 0, yard.run.id);
  });
  yard.repository.git("switch", "-q", yard.target);
  for (const [index, { id }] of work.entries())
    await yard.queue.add(yard.tasks[index]?.id ?? "", id, yard.run.id);
  yard.repository.git("switch", "-q", "--detach", "main");
  await yard.settled();
  expect(states(yard)).toEqual(["merged", "red"]);
  expect(yard.merges[0]).toMatchObject({ batchId: null });
});

test("work at a task that was stopped meanwhile is not queued", async () => {
  await using yard = Yard.open();
  const { id } = yard.work(0, { a: "" });
  const taskId = yard.tasks[0]?.id ?? "";
  yard.store.writeNow((tx) => moveTask(tx, taskId, { status: "aborted", code: "operator" }));
  await yard.queue.add(taskId, id, yard.run.id);
  expect(yard.merges).toEqual([]);
  expect(yard.positions()).toHaveLength(1);
});

test("a gate whose batch was given up right before a crash is ended, and not begun again", async () => {
  await using yard = Yard.open({ gates: ["exec sleep 1000"] });
  await yard.merge(0, { a: "" });
  const gate = await until("its gate runs", () => listRunningBatchGates(yard.store.db)[0]?.process);
  yard.store.db.query("UPDATE merge_batches SET state = 'stale', settled_at = 1").run();
  yard.store.db.query("UPDATE merges SET state = 'cancelled', settled_at = 1").run();
  yard.reopen();
  await yard.queue.resume();
  expect(await check(gate)).toBe("dead");
  expect(listRunningBatchGates(yard.store.db)).toEqual([]);
  expect(yard.leftovers()).toEqual([]);
});

test("a branch that a person is on stays when it is merged, and keeps nobody waiting", async () => {
  await using yard = Yard.open({ config: { merge: { batch: 1 } } });
  const work = [yard.work(0, { a: "" }), yard.work(1, { b: "" })];
  const branch = work[0]?.branch ?? "";
  yard.repository.git("worktree", "add", "-q", join(yard.repository.folder, "place"), branch);
  yard.store.db.query("UPDATE sessions SET worktree = '/nowhere/at-all'").run();
  yard.store.writeNow((tx) => {
    for (const [index, { id }] of work.entries())
      queueMerge(tx, {
        runId: yard.run.id,
        taskId: yard.tasks[index]?.id ?? "",
        sessionId: id,
        branch: work[index]?.branch ?? "",
        headCommit: work[index]?.headCommit ?? "",
        targetBranch: yard.target,
      });
  });
  await yard.queue.drain();
  expect(states(yard)).toEqual(["merged", "merged"]);
  expect(yard.repository.git("branch", "--list", "overstory/task/*")).toEndWith("t0");
});
