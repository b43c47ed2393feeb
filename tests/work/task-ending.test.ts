import { describe, expect, test } from "bun:test";
import { takeNotices } from "../../src/store/notices.ts";
import { requireSession } from "../../src/store/sessions.ts";
import { moveTask, requireTask } from "../../src/store/tasks.ts";
import { addRun, addSession } from "../store/fixture.ts";
import { asSession, refusal, TestWork } from "./fixture.ts";

describe("an abort", () => {
  test("of a held task clears whoever holds it and tells them why", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const task = await work.add("a");
    await work.change(session, task, "claim");
    const after = await work.change(null, task, "abort", { reason: "not wanted any more" });
    expect([after.status, after.stopReason, after.stopCode]).toEqual([
      "aborted",
      "not wanted any more",
      "operator",
    ]);
    expect([work.held(session), work.stackOf(session)]).toEqual([null, []]);
    expect(work.store.writeNow((tx) => takeNotices(tx, session.id))).toEqual([
      "TASK-001 was aborted: not wanted any more",
    ]);
    const told = work.historyOf(session).find(({ kind, data }) => kind === "task" && data.action === "abort");
    expect(told?.text).toBe("TASK-001 was aborted by operator: not wanted any more");
  });

  test("of a spawned session's task also ends its agent", async () => {
    using work = new TestWork();
    const { run, tasks } = addRun(work.store, { id: "api" });
    const session = addSession(work.store, { runId: run.id, state: "working" });
    const task = requireTask(work.db, tasks[0]?.id ?? "");
    await work.change(session, task, "claim", {}, asSession(session));
    await work.change(session, task, "abort", { reason: "wrong plan" });
    expect([work.statusOf(task), work.held(session), work.stopped]).toEqual(["aborted", null, [session.id]]);
    expect(requireSession(work.db, session.id).stopCause).toBe("operator");
  });

  test("by another session is refused, by the holder it is not told to itself", async () => {
    using work = new TestWork();
    const [one, two] = [work.keep("one"), work.keep("two")];
    const task = await work.add("a");
    await work.change(one, task, "claim");
    expect((await refusal(work.change(two, task, "abort", {}, asSession(two)))).message).toBe(
      "task TASK-001 is held by SESSION-001",
    );
    await work.change(one, task, "abort", {}, asSession(one));
    expect(work.store.writeNow((tx) => takeNotices(tx, one.id))).toEqual([]);
  });
});

describe("block, pause, review and reopen", () => {
  test.each([
    ["block", "blocked"],
    ["pause", "paused"],
    ["review", "review"],
  ] as const)("%s of a held task takes it off the stack", async (change, status) => {
    using work = new TestWork();
    const session = work.keep("one");
    const task = await work.add("a");
    await work.change(session, task, "claim");
    const after = await work.change(session, task, change, { reason: "because" });
    expect([after.status, after.stopReason, work.held(session)]).toEqual([status, "because", null]);
    expect((await work.change(null, task, "reopen", { reason: "go on" })).status).toBe("todo");
  });

  test("reopening what is held, to be done or closed is refused", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const task = await work.add("a");
    expect((await refusal(work.change(null, task, "reopen"))).message).toBe("task TASK-001 is todo");
    await work.change(session, task, "claim");
    expect((await refusal(work.change(null, task, "reopen"))).message).toContain("is held by SESSION-001");
    await work.change(session, task, "complete");
    expect((await refusal(work.change(null, task, "reopen"))).message).toBe("task TASK-001 is complete");
  });

  test("a task whose holder was removed can be reopened", async () => {
    using work = new TestWork();
    const task = await work.add("a");
    work.store.writeNow((tx) => moveTask(tx, task.id, { status: "underway" }));
    expect((await work.change(null, task, "reopen")).status).toBe("todo");
  });
});
