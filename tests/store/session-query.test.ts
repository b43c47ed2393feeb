import { expect, test } from "bun:test";
import { OPERATOR } from "../../src/domain/caller.ts";
import { lastOfLine, lineOf, querySessions } from "../../src/store/session-query.ts";
import { Keeping, MINUTE } from "../work/keeping.ts";
import { addRun, addSession, START, testStore } from "./fixture.ts";

test("sessions are found by every condition, and by several together", async () => {
  using work = new Keeping();
  const { run } = addRun(work.store);
  addSession(work.store, { name: "agent", runId: run.id });
  const me = await work.sessions.start(OPERATOR, { name: "me", role: "lead" }, null);
  const task = await work.add("one");
  await work.change(me, task, "claim");
  await work.change(me, task, "deactivate");
  const old = await work.start("old");
  await work.sessions.end(OPERATOR, old, { outcome: "failed" });
  work.pass(MINUTE);
  await work.activities.record(OPERATOR, me, { kind: "note", text: "one" });
  const found = (query: Parameters<typeof querySessions>[1]) =>
    querySessions(work.db, query).map(({ name }) => name);
  expect(found({})).toEqual(["agent", "me", "old"]);
  expect(found({ open: true })).toEqual(["agent", "me"]);
  expect(found({ state: "booting" })).toEqual(["agent"]);
  expect(found({ phase: "failed" })).toEqual(["old"]);
  expect(found({ source: "cli", open: true })).toEqual(["me"]);
  expect(found({ role: "lead" })).toEqual(["me"]);
  expect(found({ runId: run.id })).toEqual(["agent"]);
  expect(found({ taskId: task.id })).toEqual(["me"]);
  expect(found({ since: START + MINUTE })).toEqual(["me"]);
  expect(found({ role: "lead", source: "mcp" })).toEqual([]);
});

test("a line goes from the first session at the work to the last", () => {
  using test = testStore();
  const first = addSession(test.store, { name: "1", state: "completed" });
  const second = addSession(test.store, { name: "2", state: "completed", predecessorId: first.id });
  const third = addSession(test.store, { name: "3", predecessorId: second.id });
  addSession(test.store, { name: "another" });
  expect(lineOf(test.db, third.id)).toEqual([first.id, second.id, third.id]);
  expect([lastOfLine(test.db, first.id), lastOfLine(test.db, third.id)]).toEqual([third.id, third.id]);
});
