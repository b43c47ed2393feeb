import { describe, expect, test } from "bun:test";
import { listTenures } from "../../src/store/claims.ts";
import { listEvents } from "../../src/store/events.ts";
import { takeNotices } from "../../src/store/notices.ts";
import { setAttention, transition } from "../../src/store/session-changes.ts";
import { requireTask } from "../../src/store/tasks.ts";
import { addRun } from "../store/fixture.ts";
import { asSession, refusal, TestWork } from "./fixture.ts";

describe("a claim", () => {
  test("sets the pointer, the status and the stack, and says so in history", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const sprint = await work.sprints.create({ kind: "operator" }, { title: "first" });
    const task = await work.add("Build it", { sprint: sprint.key });
    expect((await work.change(session, task, "claim")).status).toBe("underway");
    expect([work.held(session), work.stackOf(session)]).toEqual(["TASK-001", ["SPRINT-001", "TASK-001"]]);
    expect(work.historyOf(session).map(({ text, taskId }) => [text, taskId !== null])).toEqual([
      ["the project is on the stack", false],
      ["SPRINT-001 is on the stack", false],
      ["TASK-001 is on the stack", true],
      ["took TASK-001", true],
    ]);
    expect(work.historyOf(session).at(-1)?.sprintId).toBe(sprint.id);
  });

  test("of two at once one wins, and the loser is told the holder", async () => {
    using work = new TestWork();
    const [one, two] = [work.keep("one"), work.keep("two")];
    const task = await work.add("Build it");
    const results = await Promise.allSettled(
      [one, two].map((session) => work.change(session, task, "claim")),
    );
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect((await refusal(work.change(two, task, "claim"))).message).toBe(
      "task TASK-001 is held by SESSION-001",
    );
    expect([work.held(one), work.held(two), work.stackOf(two)]).toEqual(["TASK-001", null, []]);
  });

  test("of a second task names the one that the session holds", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const [first, second] = [await work.add("first"), await work.add("second")];
    await work.change(session, first, "claim");
    const error = await refusal(work.change(session, second, "claim"));
    expect([error.code, error.message, error.hint]).toEqual([
      "conflict",
      "SESSION-001 holds task TASK-001; it cannot take TASK-002 too",
      "overstory task activate TASK-002 --switch pauses TASK-001",
    ]);
  });

  test("with open dependencies is refused and names them", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const [a, b] = [await work.add("a"), await work.add("b")];
    const task = await work.add("c", { dependsOn: [a.key, b.key] });
    const error = await refusal(work.change(session, task, "claim"));
    expect(error.message).toBe("task TASK-003 depends on TASK-001, TASK-002, which are not complete");
    await work.change(null, a, "complete");
    expect((await refusal(work.change(session, task, "claim"))).message).toContain(
      "depends on TASK-002, which is",
    );
    await work.change(null, b, "complete");
    expect((await work.change(session, task, "claim")).status).toBe("underway");
  });

  test("that is forced although dependencies are open says so in history", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const a = await work.add("a");
    const task = await work.add("b", { dependsOn: [a.key] });
    await work.change(session, task, "claim", { force: true, reason: "a is only words" });
    expect(work.historyOf(session).at(-1)).toMatchObject({
      text: "took TASK-002 although it waits for TASK-001",
      data: { action: "claim", forced: true, open: ["TASK-001"], reason: "a is only words" },
    });
  });

  test("of a run's task by a person is refused and names the run", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const { tasks } = addRun(work.store, { id: "api" });
    const task = requireTask(work.db, tasks[0]?.id ?? "");
    const error = await refusal(work.change(session, task, "claim"));
    expect(error.message).toBe("task RUN-001/api belongs to RUN-001, whose sessions carry it out");
    expect((await refusal(work.change(session, task, "activate"))).message).toBe(error.message);
  });

  test("by a session that has ended, is paused or is another's is refused", async () => {
    using work = new TestWork();
    const [ended, paused, other] = [work.keep("ended"), work.keep("paused"), work.keep("other")];
    const task = await work.add("a");
    work.store.writeNow((tx) => {
      transition(tx, ended.id, "completed");
      setAttention(tx, paused, { attention: "paused", reason: null, until: null });
    });
    const claim = async (...args: Parameters<typeof work.change>) =>
      (await refusal(work.change(...args))).message;
    expect(await claim(ended, task, "claim")).toBe("SESSION-001 has ended: it is completed");
    expect(await claim(paused, task, "claim")).toBe("SESSION-002 is paused");
    const error = await refusal(work.change(other, task, "claim", {}, asSession(paused)));
    expect(error.code).toBe("forbidden");
    expect((await refusal(work.change(null, task, "claim"))).code).toBe("usage");
  });

  test("of a task that is blocked, in review or closed is refused and says what to do", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const task = await work.add("a");
    await work.change(null, task, "block", { reason: "no key" });
    const error = await refusal(work.change(session, task, "claim"));
    expect([error.message, error.hint]).toEqual([
      "task TASK-001 is blocked",
      "overstory task reopen TASK-001",
    ]);
    await work.change(null, task, "reopen");
    expect((await work.change(session, task, "claim")).status).toBe("underway");
    await work.change(session, task, "abort");
    expect((await refusal(work.change(session, task, "claim"))).message).toBe("task TASK-001 is aborted");
  });
});

describe("a handoff", () => {
  test("moves pointer and stack to the other session and changes nothing on the task", async () => {
    using work = new TestWork();
    const [one, two] = [work.keep("one"), work.keep("two")];
    const task = await work.add("a");
    const part = await work.add("part", { parent: task.key });
    await work.change(one, task, "claim");
    await work.change(one, part, "activate");
    const before = requireTask(work.db, task.id);
    work.test.clock.now += 1000;
    expect(await work.change(one, task, "handoff", { to: two.key })).toEqual(before);
    expect([work.held(one), work.stackOf(one)]).toEqual([null, []]);
    expect([work.held(two), work.stackOf(two)]).toEqual(["TASK-001", ["TASK-001", "TASK-002"]]);
    expect(work.statusOf(part)).toBe("underway");
    expect(listTenures(work.db, [task.id]).map(({ sessionKey }) => sessionKey)).toEqual([one.key, two.key]);
    expect(work.store.writeNow((tx) => takeNotices(tx, two.id))).toEqual([
      "TASK-001 (a) was handed to you by SESSION-001",
    ]);
    expect(listEvents(work.db, { after: 0, limit: 999 }).map(({ kind }) => kind)).toContain(
      "task.handed_off",
    );
  });

  test.each(["to an ended session", "to oneself", "to a session that holds another", "to nobody"])(
    "%s is refused, and says why",
    async (whom) => {
      using work = new TestWork();
      const [one, two] = [work.keep("one"), work.keep("two")];
      const [task, other] = [await work.add("a"), await work.add("b")];
      await work.change(one, task, "claim");
      if (whom.includes("ended")) work.store.writeNow((tx) => transition(tx, two.id, "completed"));
      if (whom.includes("another")) await work.change(two, other, "claim");
      const to = whom === "to oneself" ? one.key : whom === "to nobody" ? "SESSION-009" : two.key;
      const { message } = await refusal(work.change(one, task, "handoff", { to }));
      const reasons: Record<string, string> = {
        "to an ended session": "SESSION-002 has ended: it is completed",
        "to oneself": "SESSION-001 holds task TASK-001 itself",
        "to a session that holds another": "SESSION-002 holds task TASK-002; it cannot take TASK-001 too",
        "to nobody": 'there is no session "SESSION-009"',
      };
      expect(message).toBe(reasons[whom] ?? "");
      expect([work.held(one), work.statusOf(task)]).toEqual(["TASK-001", "underway"]);
    },
  );

  test("by a session that does not hold it names the holder", async () => {
    using work = new TestWork();
    const [one, two, three] = [work.keep("one"), work.keep("two"), work.keep("three")];
    const task = await work.add("a");
    await work.change(one, task, "claim");
    const error = await refusal(work.change(two, task, "handoff", { to: three.key }));
    expect(error.message).toBe("task TASK-001 is held by SESSION-001");
  });
});

describe("an activation", () => {
  test("of a subtask of what is on top stands above it, and the pointer stays", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const task = await work.add("a");
    const part = await work.add("part", { parent: task.key });
    await work.change(session, task, "activate");
    expect((await work.change(session, part, "activate")).status).toBe("underway");
    expect([work.held(session), work.stackOf(session)]).toEqual(["TASK-001", ["TASK-001", "TASK-002"]]);
    expect(listTenures(work.db, [part.id])).toMatchObject([{ sessionKey: session.key, releasedAt: null }]);
    expect((await refusal(work.change(work.keep("two"), part, "claim"))).message).toBe(
      "task TASK-002 is held by SESSION-001",
    );
    const early = await refusal(work.change(session, task, "complete"));
    expect(early.message).toBe("TASK-002 stands above TASK-001");
    expect((await work.change(session, part, "complete")).status).toBe("complete");
    expect(work.stackOf(session)).toEqual(["TASK-001"]);
    expect(listTenures(work.db, [part.id])[0]?.releasedAt).not.toBeNull();
  });

  test("of another task needs --switch, which pauses the one that is held", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const [a, b] = [await work.add("a"), await work.add("b")];
    await work.change(session, a, "activate");
    expect((await refusal(work.change(session, b, "activate"))).hint).toContain("--switch pauses TASK-001");
    await work.change(session, b, "activate", { switch: true });
    expect([work.held(session), work.statusOf(a), work.statusOf(b)]).toEqual([
      "TASK-002",
      "paused",
      "underway",
    ]);
    expect(work.rebuilt(session).at(-1)?.taskId).toBe(b.id);
  });

  test("of a sibling needs --switch, of what is below pauses what is above", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const task = await work.add("a");
    const [first, second] = [
      await work.add("1", { parent: task.key }),
      await work.add("2", { parent: task.key }),
    ];
    await work.change(session, task, "activate");
    await work.change(session, first, "activate");
    expect((await refusal(work.change(session, second, "activate"))).message).toBe(
      "TASK-002 stands above TASK-001",
    );
    await work.change(session, second, "activate", { switch: true });
    expect([work.stackOf(session), work.statusOf(first)]).toEqual([["TASK-001", "TASK-003"], "paused"]);
    await work.change(session, task, "activate");
    expect([work.stackOf(session), work.statusOf(second)]).toEqual([["TASK-001"], "paused"]);
  });

  test("of a switch that is refused leaves everything as it was", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const [a, b] = [await work.add("a"), await work.add("b")];
    await work.change(session, a, "activate");
    await work.change(null, b, "block");
    expect((await refusal(work.change(session, b, "activate", { switch: true }))).message).toBe(
      "task TASK-002 is blocked",
    );
    expect([work.held(session), work.statusOf(a)]).toEqual(["TASK-001", "underway"]);
  });
});
