import { expect, test } from "bun:test";
import { OPERATOR } from "../../src/domain/caller.ts";
import { listActivities } from "../../src/store/activities.ts";
import { transition } from "../../src/store/session-changes.ts";
import { requireSession } from "../../src/store/sessions.ts";
import { asSession, refusal, TestWork } from "./fixture.ts";

test("what a session says belongs to the task and the sprint that it works on at that moment", async () => {
  using work = new TestWork();
  const session = work.keep("one");
  const sprint = await work.sprints.create(OPERATOR, { title: "first" });
  const [a, b] = [await work.add("a", { sprint: sprint.key }), await work.add("b")];
  const say = (text: string) => work.activities.record(asSession(session), session, { kind: "update", text });
  await say("before");
  await work.change(session, a, "claim");
  work.test.clock.now += 1000;
  await say("at a");
  await work.change(session, b, "activate", { switch: true });
  await say("at b");
  const updates = listActivities(work.db, { sessionId: session.id, kinds: ["update"], limit: 9 });
  expect(updates.map(({ text, taskId, sprintId }) => [text, taskId, sprintId])).toEqual([
    ["before", null, null],
    ["at a", a.id, sprint.id],
    ["at b", b.id, sprint.id],
  ]);
  expect(listActivities(work.db, { taskId: a.id, kinds: ["update"], limit: 9 })).toHaveLength(1);
  expect(requireSession(work.db, session.id).lastActivityAt).toBe(work.test.clock.now);
});

test("an artifact has a path, a note has none, and neither is empty", async () => {
  using work = new TestWork();
  const session = work.keep("one");
  const record = (request: Parameters<typeof work.activities.record>[2]) =>
    work.activities.record(OPERATOR, session, request);
  expect(await record({ kind: "artifact", text: "the plan", path: "docs/plan.md" })).toMatchObject({
    kind: "artifact",
    text: "the plan",
    data: { path: "docs/plan.md" },
  });
  const wrong = [
    () => record({ kind: "artifact", text: "the plan" }),
    () => record({ kind: "note", text: "x", path: "y" }),
    () => record({ kind: "note", text: " \n" }),
  ];
  for (const attempt of wrong) expect((await refusal(attempt())).code).toBe("usage");
});

test.each(["/etc/passwd", "../other/plan.md", "docs/../../plan.md"])(
  "%s is no artifact of a worktree",
  async (path) => {
    using work = new TestWork();
    const artifact = { kind: "artifact", text: "the plan", path } as const;
    const refused = await refusal(work.activities.record(OPERATOR, work.keep("one"), artifact));
    expect(refused).toMatchObject({
      code: "usage",
      message: `path: ${JSON.stringify(path)} is not in the worktree`,
    });
  },
);

test("a session that has ended says nothing more, and nobody speaks for another", async () => {
  using work = new TestWork();
  const [one, two] = [work.keep("one"), work.keep("two")];
  const note = { kind: "note", text: "hello" } as const;
  expect((await refusal(work.activities.record(asSession(two), one, note))).code).toBe("forbidden");
  work.store.writeNow((tx) => transition(tx, one.id, "completed"));
  expect((await refusal(work.activities.record(OPERATOR, one, note))).message).toBe(
    "SESSION-001 has ended: it is completed",
  );
});
