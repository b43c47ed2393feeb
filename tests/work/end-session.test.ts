import { describe, expect, test } from "bun:test";
import { OPERATOR } from "../../src/domain/caller.ts";
import type { CompletionCheck, Requirement } from "../../src/domain/completion.ts";
import { listFrames } from "../../src/store/context.ts";
import { addSession } from "../store/fixture.ts";
import { asSession, refusal, VALID } from "./fixture.ts";
import { Keeping } from "./keeping.ts";

const fault = (type: Requirement["type"], message: string): CompletionCheck => ({
  ...VALID,
  valid: false,
  errors: [message],
  requirements: [{ type, message, field: null, how: null, state: "missing" }],
});

describe("the end of a session that holds a task", () => {
  test("is refused until it is said what becomes of the task, and changes nothing", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    const task = await work.add("one");
    await work.change(me, task, "claim");
    const { code, message, hint } = await refusal(work.sessions.end(OPERATOR, me, { summary: "done" }));
    expect([code, message, hint]).toEqual([
      "conflict",
      "SESSION-001 holds TASK-001; say what becomes of it",
      "--release, --complete or --handoff SESSION",
    ]);
    expect([work.now(me).state, work.held(me), work.statusOf(task)]).toEqual([
      "working",
      "TASK-001",
      "underway",
    ]);
  });

  test("releases it: the task waits for someone again, and the stack is closed", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    const task = await work.add("one");
    await work.change(me, task, "claim");
    const ended = await work.sessions.end(OPERATOR, me, { task: { do: "release" }, reason: "tired" });
    expect(ended).toMatchObject({ state: "completed", outcome: "unverified", currentTaskId: null });
    expect([work.statusOf(task), listFrames(work.db, me.id), work.rebuilt(me)]).toEqual(["todo", [], []]);
  });

  test("completes it, and is a success", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    const task = await work.add("one");
    await work.change(me, task, "claim");
    const ended = await work.sessions.end(asSession(me), me, {
      task: { do: "complete" },
      summary: "wrote it",
    });
    expect(ended).toMatchObject({ outcome: "success", phase: "completed", summary: "wrote it" });
    expect([ended.reason, work.statusOf(task)]).toEqual(["ended by its agent", "complete"]);
  });

  test("hands it off", async () => {
    using work = new Keeping();
    const [me, other] = [await work.start("me"), await work.start("other")];
    const task = await work.add("one");
    await work.change(me, task, "claim");
    await work.sessions.end(OPERATOR, me, { task: { do: "handoff", to: "other" } });
    expect([work.now(me).state, work.held(other), work.statusOf(task)]).toEqual([
      "completed",
      "TASK-001",
      "underway",
    ]);
  });

  test("settles it and ends in one commit: when the end is refused, the task is where it was", async () => {
    using work = new Keeping();
    const [me, other] = [await work.start("me"), await work.start("other")];
    const task = await work.add("one");
    await work.change(me, task, "claim");
    work.db.run(
      "CREATE TRIGGER no_end BEFORE UPDATE OF state ON sessions BEGIN SELECT raise(ABORT, 'no end'); END",
    );
    for (const wish of [{ do: "complete" }, { do: "handoff", to: "other" }, { do: "release" }] as const) {
      const tried = work.sessions.end(OPERATOR, me, { task: wish, summary: "wrote it" });
      await expect(tried).rejects.toThrow("no end");
      expect([work.now(me).state, work.held(me), work.held(other), work.statusOf(task)]).toEqual([
        "working",
        "TASK-001",
        null,
        "underway",
      ]);
    }
  });

  test("with a completion that is refused does not happen", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    const task = await work.add("one");
    await work.change(me, task, "claim");
    work.check = fault("gates", "bun test is red");
    await refusal(work.sessions.end(OPERATOR, me, { task: { do: "complete" }, summary: "done" }));
    expect([work.now(me).state, work.statusOf(task)]).toEqual(["working", "underway"]);
  });
});

describe("a session", () => {
  test("without a completed task ends unverified, and as what it says otherwise", async () => {
    using work = new Keeping();
    const ends = [];
    for (const outcome of [undefined, "failed", "abandoned", "success"] as const) {
      const { phase, outcome: ended } = await work.sessions.end(OPERATOR, await work.start("me"), {
        outcome,
      });
      ends.push(`${ended} ${phase}`);
    }
    expect(ends).toEqual([
      "unverified completed",
      "failed failed",
      "abandoned abandoned",
      "success completed",
    ]);
  });

  test("cannot end with success against its check, unless it is forced with a reason, which is recorded", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    work.check = fault("summary", "no summary was given");
    const refused = await refusal(work.sessions.end(OPERATOR, me, { outcome: "success" }));
    expect(refused.message).toBe("SESSION-001 cannot end with success: no summary was given");
    const bare = await refusal(work.sessions.end(OPERATOR, me, { outcome: "success", force: true }));
    expect(bare.code).toBe("usage");
    await work.sessions.end(OPERATOR, me, { outcome: "success", force: true, reason: "it is only a test" });
    expect(work.historyOf(me).at(-1)?.data).toMatchObject({ forced: "it is only a test" });
  });

  test("is not asked of its held task what the end settles", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    await work.change(me, await work.add("one"), "claim");
    work.check = fault("held_task", "it holds TASK-001");
    const ended = await work.sessions.end(OPERATOR, me, { outcome: "success", task: { do: "release" } });
    expect(ended.outcome).toBe("success");
  });

  test("is ended once", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    const tried = await Promise.allSettled([
      work.sessions.end(OPERATOR, me, {}),
      work.sessions.end(OPERATOR, me, {}),
    ]);
    expect(tried.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(work.historyOf(me).filter(({ kind }) => kind === "end")).toHaveLength(1);
  });

  test("that holds no task is told so when something is to become of one", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    const { message } = await refusal(work.sessions.end(OPERATOR, me, { task: { do: "complete" } }));
    expect(message).toBe("SESSION-001 holds no task to complete");
  });

  test("is not killed by a person's word, and one of overstory's own ends with its agent", async () => {
    using work = new Keeping();
    const killed = work.sessions.end(OPERATOR, await work.start("me"), { outcome: "killed" });
    expect((await refusal(killed)).code).toBe("usage");
    const agent = addSession(work.store, { state: "working" });
    expect((await refusal(work.sessions.end(OPERATOR, agent, {}))).message).toBe(
      "SESSION-002 was started by overstory; it ends when its agent does",
    );
  });
});
