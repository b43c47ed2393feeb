import { describe, expect, test } from "bun:test";
import { OPERATOR } from "../../src/domain/caller.ts";
import { transition } from "../../src/store/session-changes.ts";
import { requireSprint } from "../../src/store/sprints.ts";
import { asSession, refusal, TestWork, VALID } from "./fixture.ts";

describe("a sprint", () => {
  test("is planned until a session goes to it, then active and on its stack", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const sprint = await work.sprints.create(OPERATOR, { title: "first", goal: "ship" });
    expect(sprint).toMatchObject({ key: "SPRINT-001", status: "planned", goal: "ship" });
    expect((await work.sprints.activate(OPERATOR, session, sprint)).status).toBe("active");
    expect(work.stackOf(session)).toEqual(["SPRINT-001"]);
    await work.activities.record(OPERATOR, session, { kind: "note", text: "hello" });
    expect(work.historyOf(session).at(-1)).toMatchObject({ sprintId: sprint.id, taskId: null });
    await work.sprints.deactivate(OPERATOR, session, sprint);
    expect(work.stackOf(session)).toEqual([]);
    expect((await refusal(work.sprints.deactivate(OPERATOR, session, sprint))).message).toBe(
      "SPRINT-001 is not on the stack of SESSION-001",
    );
  });

  test("goes where another one was, which is a pop and a push in history", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const [first, second] = [
      await work.sprints.create(OPERATOR, { title: "first" }),
      await work.sprints.create(OPERATOR, { title: "second" }),
    ];
    await work.sprints.activate(OPERATOR, session, first);
    work.test.clock.now += 90_000;
    await work.sprints.activate(OPERATOR, session, second);
    expect(work.stackOf(session)).toEqual(["SPRINT-002"]);
    expect(work.historyOf(session).map(({ text }) => text)).toContain(
      "SPRINT-001 is off the stack after 1m 30s",
    );
  });

  test("is neither changed nor left while a task stands above it, and a claim brings the sprint of its task", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const [first, second] = [
      await work.sprints.create(OPERATOR, { title: "first" }),
      await work.sprints.create(OPERATOR, { title: "second" }),
    ];
    const task = await work.add("a", { sprint: second.key });
    await work.sprints.activate(OPERATOR, session, first);
    await work.change(session, task, "claim");
    expect(work.stackOf(session)).toEqual(["SPRINT-002", "TASK-001"]);
    expect(requireSprint(work.db, second.id).status).toBe("active");
    for (const change of [
      work.sprints.activate(OPERATOR, session, first),
      work.sprints.deactivate(OPERATOR, session, second),
    ])
      expect((await refusal(change)).message).toBe("TASK-001 stands above SPRINT-002");
  });

  test("that is completed is off all stacks, and refused while somebody works in it", async () => {
    using work = new TestWork();
    const [one, two] = [work.keep("one"), work.keep("two")];
    const sprint = await work.sprints.create(OPERATOR, { title: "first" });
    const task = await work.add("a", { sprint: sprint.key });
    await work.sprints.activate(OPERATOR, one, sprint);
    await work.change(two, task, "claim");
    const complete = () => work.sprints.complete(OPERATOR, sprint, { summary: "All is done." });
    expect((await refusal(complete())).message).toBe("SESSION-002 works on TASK-001 in SPRINT-001");
    await work.change(two, task, "complete");
    expect(await complete()).toMatchObject({ status: "complete", summary: "All is done." });
    expect([work.stackOf(one), work.stackOf(two)]).toEqual([[], []]);
    expect((await refusal(work.sprints.activate(OPERATOR, one, sprint))).message).toBe(
      "SPRINT-001 is complete",
    );
    expect((await refusal(work.sprints.cancel(OPERATOR, sprint, null))).message).toBe(
      "SPRINT-001 is complete; it cannot become cancelled",
    );
  });

  test("whose checks fail is not completed, unless it is forced with a reason", async () => {
    using work = new TestWork();
    const sprint = await work.sprints.create(OPERATOR, { title: "first" });
    work.check = { ...VALID, valid: false, errors: ["TASK-001 is open"] };
    const error = await refusal(work.sprints.complete(OPERATOR, sprint, {}));
    expect([error.message, error.hint]).toEqual([
      "SPRINT-001 is not complete: TASK-001 is open",
      "overstory sprint check SPRINT-001",
    ]);
    expect((await refusal(work.sprints.complete(OPERATOR, sprint, { force: true }))).code).toBe("usage");
    const forced = await work.sprints.complete(OPERATOR, sprint, { force: true, reason: "enough" });
    expect(forced.status).toBe("complete");
  });

  test("is closed by people only, and is for open sessions", async () => {
    using work = new TestWork();
    const session = work.keep("one");
    const sprint = await work.sprints.create(OPERATOR, { title: "first" });
    expect((await refusal(work.sprints.cancel(asSession(session), sprint, null))).code).toBe("forbidden");
    work.store.writeNow((tx) => transition(tx, session.id, "completed"));
    expect((await refusal(work.sprints.activate(OPERATOR, session, sprint))).message).toContain("has ended");
  });
});
