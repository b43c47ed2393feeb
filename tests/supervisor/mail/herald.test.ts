import { expect, test } from "bun:test";
import { parseConfig } from "../../../src/config.ts";
import type { Mail } from "../../../src/domain/mail.ts";
import type { Session } from "../../../src/domain/session.ts";
import { createLogger } from "../../../src/log.ts";
import { listMail, listUnread } from "../../../src/store/mail.ts";
import { listAllMerges, queueMerge, settleMerge } from "../../../src/store/merges.ts";
import { requestCancel } from "../../../src/store/runs.ts";
import { recordEscalation } from "../../../src/store/session-changes.ts";
import type { Transaction } from "../../../src/store/store.ts";
import { moveTask } from "../../../src/store/tasks.ts";
import { Herald } from "../../../src/supervisor/mail/herald.ts";
import { team } from "../../team/mail/team.ts";

/** A team, and a herald that has begun to follow. */
async function heralded() {
  const it = team();
  const { store, db } = it;
  const settings = parseConfig({}, "config");
  const herald = () => new Herald({ store, settings, clock: Date.now, log: createLogger() });
  let now = herald();
  await now.start();
  const task = (key: string) => it.tasks.find((one) => one.key === key)?.id ?? "";
  return {
    ...it,
    task,
    do: (work: (tx: Transaction) => void) => store.writeNow(work),
    /** What overstory has written to that session, oldest first, once all is told. */
    told: async ({ id }: Session): Promise<Mail[]> => {
      await now.follow();
      return listUnread(db, id).filter(({ sender }) => sender === "overstory");
    },
    restart: async () => {
      await now.stop();
      now = herald();
      await now.start();
    },
    stop: () => now.stop(),
    /** The work of a session is refused by, or comes into, its target. */
    merge: (session: Session, settle: Parameters<typeof settleMerge>[2]) =>
      store.writeNow((tx) => {
        queueMerge(tx, {
          runId: it.run.id,
          taskId: task(session.name),
          sessionId: session.id,
          branch: `task/${session.name}`,
          headCommit: "abc",
          targetBranch: "overstory/run-001",
        });
        const merge = listAllMerges(db, 1)[0];
        if (merge) settleMerge(tx, merge, settle);
      }),
    async [Symbol.asyncDispose]() {
      await now.stop();
      it[Symbol.dispose]();
    },
  };
}

test("a parent is told once of the end of a child: that it is done, or that it died and is tried again", async () => {
  await using it = await heralded();
  it.end(it.api, "completed", { status: "review" });
  it.end(it.docs, "zombie", { status: "todo", reason: "again" });
  expect(await it.told(it.coordinator)).toMatchObject([
    {
      type: "worker_done",
      priority: "low",
      subject: "api is done: it ended",
      address: it.coordinator.key,
      runId: it.run.id,
    },
    {
      type: "worker_died",
      subject: "docs has died: it ended",
      body: expect.stringContaining("It is tried again."),
    },
  ]);
  await it.restart();
  expect(await it.told(it.coordinator)).toHaveLength(2);
});

test("what happened while no daemon ran is told by the next, and nothing twice", async () => {
  await using it = await heralded();
  await it.stop();
  it.end(it.api);
  await it.restart();
  it.end(it.docs);
  expect((await it.told(it.coordinator)).map(({ subject }) => subject)).toEqual([
    "api is done: it ended",
    "docs is done: it ended",
  ]);
  const all = listMail(it.db, {
    of: null,
    box: "in",
    unread: false,
    threadId: null,
    type: null,
    runId: null,
    most: 9,
  });
  expect(all).toHaveLength(2);
});

test("the coordinator is told what was merged, and why something was not", async () => {
  await using it = await heralded();
  it.merge(it.api, { state: "merged", commit: "0123456789abcdef" });
  it.do((tx) =>
    moveTask(tx, it.task("docs"), { status: "blocked", code: "merge_conflict", reason: "both sides" }),
  );
  it.merge(it.docs, {
    state: "conflict",
    files: ["a.ts"],
    with: null,
    reason: "task/docs conflicts with the work of api in a.ts",
  });
  expect(await it.told(it.coordinator)).toMatchObject([
    { type: "merged", subject: "RUN-001/api is merged" },
    { type: "merge_failed", priority: "high", body: expect.stringContaining("files: a.ts") },
  ]);
});

test("a task that was stopped without a session's end is told whoever asked for it", async () => {
  await using it = await heralded();
  it.do((tx) =>
    moveTask(tx, it.task("docs"), { status: "blocked", code: "gate_failed", reason: "bun test is red" }),
  );
  expect(await it.told(it.coordinator)).toMatchObject([
    { type: "error", subject: "RUN-001/docs is blocked: bun test is red" },
  ]);
});

test("a child that stands still is its parent's to look at, once the ladder has come there", async () => {
  await using it = await heralded();
  const step = { acted: true, reason: "nothing moved for 10 min" } as const;
  it.do((tx) => recordEscalation(tx, it.api, 1, { step: "nudge", ...step }));
  it.do((tx) => recordEscalation(tx, it.api, 2, { step: "escalate", ...step }));
  expect(await it.told(it.coordinator)).toMatchObject([
    { type: "escalation", subject: "api stands still: nothing moved for 10 min" },
  ]);
});

test("what a session was not given goes to the one that goes on with its work, also news that came in between", async () => {
  await using it = await heralded();
  const { coordinator } = it;
  const mail = it.send(it.api, { to: "@parent", body: "hello" });
  it.end(coordinator, "zombie", { status: "todo", reason: "again" });
  it.end(it.docs);
  expect(await it.told(coordinator)).toMatchObject([{ type: "worker_done" }]);
  const next = it.work("coordinate", {
    role: "coordinator",
    state: "booting",
    predecessorId: coordinator.id,
  });
  expect(await it.told(next)).toMatchObject([{ type: "worker_done" }]);
  expect(it.recipientsOf(mail)).toEqual([next.id]);
  expect(listUnread(it.db, coordinator.id)).toEqual([]);
});

test("news for a parent that is gone for good goes to the coordinator", async () => {
  await using it = await heralded();
  const helper = it.work("helper", { parentId: it.docs.id, depth: 2 });
  it.end(helper);
  expect(await it.told(it.docs)).toHaveLength(1);
  it.end(it.docs, "completed", { status: "complete" });
  expect((await it.told(it.coordinator)).map(({ subject }) => subject)).toEqual([
    "helper is done: it ended",
    "docs is done: it ended",
  ]);
});

test("in a run that is being cancelled nobody is told anything, and without a parent nobody", async () => {
  await using it = await heralded();
  it.end(it.stranger);
  it.do((tx) => requestCancel(tx, it.run.id));
  it.end(it.api);
  expect(await it.told(it.coordinator)).toEqual([]);
});
