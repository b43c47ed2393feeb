import { describe, expect, test } from "bun:test";
import { listTenures } from "../../src/store/claims.ts";
import { requireTask } from "../../src/store/tasks.ts";
import { addRun, addSession } from "../store/fixture.ts";
import { asSession, refusal, TestWork, VALID } from "./fixture.ts";

const INVALID = { ...VALID, valid: false, errors: ["a summary is missing", "the tree is dirty"] };

describe("a completion", () => {
  test("closes the task and clears pointer and stack, with its summary", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const task = await work.add("a");
    await work.change(session, task, "claim");
    work.test.clock.now += 5000;
    const done = await work.change(session, task, "complete", { summary: "It is built." });
    expect([done.status, done.summary, done.stopReason]).toEqual(["complete", "It is built.", null]);
    expect([work.held(session), work.stackOf(session)]).toEqual([null, []]);
    expect(listTenures(work.db, [task.id])).toMatchObject([
      { sessionKey: "SESSION-001", releasedAt: work.test.clock.now },
    ]);
    expect(work.historyOf(session).map(({ text }) => text)).toContain("completed TASK-001");
  });

  test("by a session that does not hold it is refused and names the holder", async () => {
    using work = new TestWork();
    const [one, two] = [work.keep("one"), work.keep("two")];
    const task = await work.add("a");
    expect((await refusal(work.change(one, task, "complete", {}, asSession(one)))).message).toBe(
      "task TASK-001 is held by nobody",
    );
    await work.change(one, task, "claim");
    for (const caller of [asSession(two), { kind: "operator" } as const]) {
      const error = await refusal(work.change(two, task, "complete", {}, caller));
      expect([error.code, error.message]).toEqual(["conflict", "task TASK-001 is held by SESSION-001"]);
    }
    expect([work.held(one), work.statusOf(task)]).toEqual(["TASK-001", "underway"]);
  });

  test("whose checks fail lists what is wrong and changes nothing", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const task = await work.add("a");
    await work.change(session, task, "claim");
    work.check = INVALID;
    const before = work.store.lastEventId;
    const error = await refusal(work.change(session, task, "complete", { summary: "x" }));
    expect([error.code, error.message, error.hint]).toEqual([
      "conflict",
      "task TASK-001 is not complete: a summary is missing; the tree is dirty",
      "overstory task check TASK-001",
    ]);
    expect([work.store.lastEventId, requireTask(work.db, task.id).summary]).toEqual([before, null]);
  });

  test("that is forced needs a reason, which is in history with what failed", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const task = await work.add("a");
    await work.change(session, task, "claim");
    work.check = INVALID;
    expect((await refusal(work.change(session, task, "complete", { force: true }))).code).toBe("usage");
    const done = await work.change(session, task, "complete", { force: true, reason: "it must ship" });
    expect([done.status, done.stopReason]).toEqual(["complete", "it must ship"]);
    const told = work.historyOf(session).find(({ data }) => data.action === "complete");
    expect(told?.data).toMatchObject({ forced: true, errors: INVALID.errors, reason: "it must ship" });
  });

  test("is refused when the task was given away while the checks ran", async () => {
    using work = new TestWork();
    const [one, two] = [work.keep("one"), work.keep("two")];
    const task = await work.add("a");
    await work.change(one, task, "claim");
    work.whileChecking = () => work.change(one, task, "handoff", { to: two.key });
    expect((await refusal(work.change(one, task, "complete"))).message).toBe(
      "task TASK-001 is held by SESSION-002",
    );
    expect([work.held(two), work.statusOf(task)]).toEqual(["TASK-001", "underway"]);
  });

  test("by the spawned session of a run only declares it: gates and merge follow", async () => {
    using work = new TestWork();
    const { run, tasks } = addRun(work.store, { id: "api" });
    const session = addSession(work.store, { runId: run.id, state: "working" });
    const task = requireTask(work.db, tasks[0]?.id ?? "");
    await work.change(session, task, "claim", {}, asSession(session));
    const told = await work.change(
      session,
      task,
      "complete",
      { summary: "It is built." },
      asSession(session),
    );
    expect([told.status, told.summary, work.held(session)]).toEqual(["underway", "It is built.", "api"]);
    expect(work.historyOf(session).at(-1)?.data).toMatchObject({ action: "declare", task: "RUN-001/api" });
    const error = await refusal(work.change(session, task, "pause", {}, asSession(session)));
    expect(error.message).toBe(
      "task RUN-001/api belongs to RUN-001: it stays with SESSION-001 until that ends",
    );
  });

  test("of a task that nobody holds is for the operator", async () => {
    using work = new TestWork();
    expect((await work.change(null, await work.add("a"), "complete")).status).toBe("complete");
  });
});

describe("a deactivation", () => {
  test("pauses the task and its subtasks on the stack, and clears the pointer", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const task = await work.add("a");
    const part = await work.add("part", { parent: task.key });
    await work.change(session, task, "claim");
    await work.change(session, part, "activate");
    const after = await work.change(session, task, "deactivate", { reason: "lunch" });
    expect([after.status, after.stopReason, work.statusOf(part)]).toEqual(["paused", "lunch", "paused"]);
    expect([work.held(session), work.stackOf(session)]).toEqual([null, []]);
    expect((await work.change(session, task, "activate")).status).toBe("underway");
  });

  test("with complete that fails its checks changes nothing", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const task = await work.add("a");
    await work.change(session, task, "activate");
    work.check = INVALID;
    const before = work.store.lastEventId;
    const error = await refusal(work.change(session, task, "deactivate", { complete: true, summary: "x" }));
    expect(error.message).toContain("task TASK-001 is not complete: a summary is missing");
    expect([work.store.lastEventId, work.held(session), work.stackOf(session)]).toEqual([
      before,
      "TASK-001",
      ["TASK-001"],
    ]);
  });
});
