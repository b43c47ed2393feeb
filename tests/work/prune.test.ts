import { expect, test } from "bun:test";
import { OPERATOR } from "../../src/domain/caller.ts";
import type { Session } from "../../src/domain/session.ts";
import { askApproval } from "../../src/store/approvals.ts";
import { claimTask, releaseTask } from "../../src/store/claims.ts";
import { settleSession } from "../../src/store/session-changes.ts";
import { insertSession, listSessions } from "../../src/store/sessions.ts";
import { addRun, addSession } from "../store/fixture.ts";
import { Keeping } from "./keeping.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const end = (work: Keeping, session: Session, phase: "completed" | "approval" = "completed") =>
  work.store.writeNow((tx) => {
    releaseTask(tx, session.id);
    settleSession(tx, session.id, { state: "completed", phase, outcome: "unverified", reason: "over" });
  });

test("what ended so long ago and is needed by nothing is removed, and only that", async () => {
  using work = new Keeping();
  const old = await work.start("old");
  await work.sessions.end(OPERATOR, old, {});
  work.pass(DAY + 1);
  await work.sessions.end(OPERATOR, await work.start("new"), {});
  await work.start("open");
  const pruned = await work.sessions.prune(DAY, false);
  expect(pruned).toEqual({
    dryRun: false,
    olderThanMs: DAY,
    removed: [{ session: "SESSION-001", name: "old", endedAt: "2026-01-31T12:00:00.000Z" }],
    kept: [],
  });
  expect(listSessions(work.db).map(({ name }) => name)).toEqual(["new", "open"]);
});

test("a dry run tells the same and removes nothing", async () => {
  using work = new Keeping();
  await work.sessions.end(OPERATOR, await work.start("old"), {});
  work.pass(DAY + 1);
  const dry = await work.sessions.prune(DAY, true);
  expect(listSessions(work.db)).toHaveLength(1);
  expect(await work.sessions.prune(DAY, false)).toEqual({ ...dry, dryRun: false });
});

test("what something still refers to stays, and the reason is told", async () => {
  using work = new Keeping();
  const { run, tasks } = addRun(work.store);
  const inRun = addSession(work.store, { name: "in-run", runId: run.id });
  const atTask = await work.start("at-task");
  await work.change(atTask, await work.add("one"), "claim");
  const closed = await work.start("closed");
  const done = await work.add("two");
  await work.change(closed, done, "claim");
  await work.change(closed, done, "complete", { summary: "two is done" });
  const asking = addSession(work.store, { name: "asking" });
  const asked = await work.add("three");
  work.store.writeNow((tx) => {
    claimTask(tx, asking.id, asked.id);
    askApproval(tx, asking, "the plan");
  });
  const first = addSession(work.store, { name: "first" });
  for (const session of [inRun, atTask, closed, first]) end(work, session);
  end(work, asking, "approval");
  const second = addSession(work.store, { name: "second", predecessorId: first.id });
  end(work, second);
  const third = addSession(work.store, { name: "third", predecessorId: second.id });
  work.store.writeNow((tx) => claimTask(tx, third.id, tasks[0]?.id ?? ""));
  work.pass(DAY + 1);
  const { removed, kept } = await work.sessions.prune(DAY, false);
  expect(removed.map(({ name }) => name)).toEqual(["closed"]);
  expect(Object.fromEntries(kept.map(({ name, reason }) => [name, reason]))).toEqual({
    "in-run": "its run RUN-001 is active",
    "at-task": "its task TASK-001 is not closed",
    asking: "its task TASK-003 is not closed",
    first: "SESSION-007, which stays, comes from it",
    second: "SESSION-007, which stays, comes from it",
  });
});

test("a session whose work can be taken up stays until it is too old for that", async () => {
  using work = new Keeping();
  const asking = addSession(work.store, { name: "asking" });
  work.store.writeNow((tx) => tx.db.query("UPDATE sessions SET phase = 'planning'").run());
  end(work, asking, "approval");
  work.pass(20 * 60_000);
  expect((await work.sessions.prune(0, false)).kept).toMatchObject([
    { name: "asking", reason: "its work can be taken up" },
  ]);
  work.pass(10 * 60_000);
  expect((await work.sessions.prune(0, false)).removed).toMatchObject([{ name: "asking" }]);
});

test("a thousand go in a moment", async () => {
  using work = new Keeping();
  work.store.writeNow((tx) => {
    for (let number = 0; number < 1000; number++)
      insertSession(tx, {
        name: `n${number}`,
        role: "r",
        runtime: "none",
        source: "api",
        state: "completed",
        phase: "completed",
      });
  });
  work.pass(1);
  expect((await work.sessions.prune(0, false)).removed).toHaveLength(1000);
  expect(listSessions(work.db)).toEqual([]);
});
