import { expect, test } from "bun:test";
import { OPERATOR } from "../../src/domain/caller.ts";
import { DEFAULT_RESUME } from "../../src/domain/resume.ts";
import { checkResume, readStack } from "../../src/store/resume-facts.ts";
import { Keeping, MINUTE } from "../work/keeping.ts";
import { addSession, testStore } from "./fixture.ts";

test("of a session that does not exist there is nothing but the reason", () => {
  using test = testStore();
  expect(checkResume(test.db, null, DEFAULT_RESUME, 0)).toEqual({
    session: null,
    resumable: false,
    reason: "not_found",
    message: "there is no such session",
    ageMs: null,
    errorCount: 0,
    lastError: null,
    context: null,
  });
});

test("whoever goes on is given the task, the stack, the history and what was found", async () => {
  using work = new Keeping();
  const me = await work.start("me");
  await work.phases.change(OPERATOR, me, {
    phase: "planning",
    error: "no compiler",
    metadata: { conversationId: "conv-7" },
  });
  const task = await work.add("one");
  await work.change(me, task, "claim");
  await work.activities.record(OPERATOR, me, { kind: "update", text: "half way" });
  work.pass(MINUTE);
  expect(work.resumeCheck(me)).toMatchObject({
    resumable: true,
    ageMs: MINUTE,
    errorCount: 1,
    lastError: "no compiler",
    context: {
      task: { key: "TASK-001", status: "underway" },
      frames: [{ kind: "project" }, { kind: "task", taskId: task.id }],
      history: [{ from: "initializing", to: "planning", error: "no compiler" }],
      findings: [{ kind: "update", text: "half way" }],
      approval: null,
      originalContext: null,
      conversationId: "conv-7",
    },
  });
});

test("the stack of a session that has ended is the one that it had before its end", async () => {
  using work = new Keeping();
  const me = await work.start("me");
  const task = await work.add("one");
  const part = await work.add("part", { parent: task.key });
  await work.change(me, task, "claim");
  await work.change(me, part, "activate");
  work.pass(MINUTE);
  await work.sessions.end(OPERATOR, me, { task: { do: "release" } });
  expect(readStack(work.db, work.now(me)).map(({ kind, taskId }) => [kind, taskId])).toEqual([
    ["project", null],
    ["task", task.id],
    ["subtask", part.id],
  ]);
  expect(work.resumeCheck(me)).toMatchObject({ reason: "finalized", context: { task: { key: "TASK-001" } } });
});

test("what predecessors found comes first, and an error of theirs does not count", async () => {
  using work = new Keeping();
  const first = await work.start("first");
  await work.phases.change(OPERATOR, first, { phase: "planning", error: "one" });
  await work.activities.record(OPERATOR, first, { kind: "note", text: "first" });
  work.pass(1);
  const second = addSession(work.store, {
    name: "second",
    source: "api",
    state: "working",
    phase: "planning",
    predecessorId: first.id,
  });
  await work.activities.record(OPERATOR, second, { kind: "note", text: "second" });
  const { errorCount, context } = work.resumeCheck(second);
  expect(errorCount).toBe(0);
  expect(context?.findings.map(({ text }) => text)).toEqual(["first", "second"]);
  expect(context?.history.map(({ error }) => error)).toEqual(["one"]);
});
