import { describe, expect, test } from "bun:test";
import { claimTask, releaseTask } from "../../src/store/claims.ts";
import { lastEventId, listEvents } from "../../src/store/events.ts";
import {
  CHUNK,
  listForgottenWorktrees,
  pruneAlerts,
  pruneEvents,
  pruneScheduleRuns,
  pruneWatchLog,
} from "../../src/store/retention.ts";
import { endRun } from "../../src/store/runs.ts";
import { insertScheduleRun } from "../../src/store/schedule-runs.ts";
import { settleSession } from "../../src/store/session-changes.ts";
import { moveTask } from "../../src/store/tasks.ts";
import { addRun, addSession, START, type TestStore, testStore } from "./fixture.ts";

const DAY = 24 * 60 * 60_000;
const LATER = START + 100 * DAY;

/** Everything that is to go, in as many steps as it takes. */
async function pruneAllEvents({ store }: TestStore, before: number) {
  let removed = 0;
  let steps = 0;
  for (let after: number | null = 0; after !== null; steps++) {
    const from: number = after;
    const page = await store.write((tx) => pruneEvents(tx, before, from));
    removed += page.removed;
    after = page.next;
  }
  return { removed, steps };
}

const kinds = ({ db }: TestStore) => listEvents(db, { after: 0, limit: 99_999 }).map(({ kind }) => kind);

describe("old events", () => {
  test("go in steps of a thousand rows, newer ones stay, and the cursor only grows", async () => {
    using test = testStore();
    await test.store.write((tx) => {
      for (let n = 0; n < 2500; n++) tx.event("daemon.warning", {});
    });
    test.clock.now = LATER;
    await test.store.write((tx) => tx.event("daemon.started", {}));
    const cursor = lastEventId(test.db);
    expect(await pruneAllEvents(test, LATER)).toEqual({ removed: 2500, steps: 3 });
    expect(kinds(test)).toEqual(["daemon.started"]);
    // Whoever asks after a cursor that is gone gets what is there.
    expect(listEvents(test.db, { after: 17, limit: 10 }).map(({ id }) => id)).toEqual([cursor]);
    await test.store.write((tx) => tx.event("daemon.stopped", {}));
    expect(lastEventId(test.db)).toBe(cursor + 1);
  });

  test("of an active run and of an open session stay", async () => {
    using test = testStore();
    const active = addRun(test.store);
    const ended = addRun(test.store);
    addSession(test.store, { name: "open" });
    await test.store.write((tx) => endRun(tx, ended.run.id, "completed", null));
    test.clock.now = LATER;
    await test.store.write((tx) => tx.event("daemon.started", {}));
    await pruneAllEvents(test, LATER);
    expect(
      listEvents(test.db, { after: 0, limit: 99 }).map(({ kind, run, session }) => [kind, run, session]),
    ).toEqual([
      ["run.started", active.run.key, null],
      ["task.created", active.run.key, null],
      ["session.booting", null, "SESSION-001"],
      ["daemon.started", null, null],
    ]);
  });

  test("leave the newest one, and the newest start of tmux, by which its server is known again", async () => {
    using test = testStore();
    for (const kind of ["tmux.started", "tmux.started", "daemon.stopped"] as const)
      await test.store.write((tx) => tx.event(kind, {}));
    await pruneAllEvents(test, LATER);
    expect(listEvents(test.db, { after: 0, limit: 99 }).map(({ id }) => id)).toEqual([2, 3]);
  });

  test("that bear a time of a clock that was ahead keep no others from going", async () => {
    using test = testStore();
    test.clock.now = LATER + DAY;
    await test.store.write((tx) => tx.event("daemon.started", {}));
    test.clock.now = START;
    await test.store.write((tx) => {
      for (let n = 0; n < CHUNK; n++) tx.event("daemon.warning", {});
    });
    test.clock.now = LATER + DAY;
    await test.store.write((tx) => tx.event("daemon.stopped", {}));
    await pruneAllEvents(test, LATER);
    expect(kinds(test)).toEqual(["daemon.started", "daemon.stopped"]);
  });
});

test("alerts whose cause is long gone go, with their deliveries", async () => {
  using test = testStore();
  const alert = test.db.query(
    `INSERT INTO alerts (id, key, cause, kind, severity, subject, message, hint, state, raised_at, told_at, resolved_at, gone_at)
     VALUES (?1, ?1, ?1, 'test', 'info', '', '', '', ?2, 0, 0, ?3, ?4)`,
  );
  alert.run("closed, but still the case", "resolved", START, null);
  alert.run("old", "resolved", START, START);
  alert.run("open", "raised", null, null);
  alert.run("recent", "resolved", START, LATER);
  test.db.run(`INSERT INTO deliveries (alert_id, sink, telling, news, state, first_due_at, due_at)
    VALUES ('old', 'tmux', 1, 'raised', 'failed', 0, 0)`);
  expect(await test.store.write((tx) => pruneAlerts(tx, LATER))).toBe(1);
  const left = test.db.query("SELECT id FROM alerts ORDER BY id").values().flat();
  expect(left).toEqual(["closed, but still the case", "open", "recent"]);
  expect(test.db.query("SELECT * FROM deliveries").all()).toEqual([]);
});

test("old records of the watchdog go, a thousand at a time", async () => {
  using test = testStore();
  const record = test.db.query(
    `INSERT INTO watch_log (at, observed, session_id, session_key, kind, verdict, rule, detail)
     VALUES (?, 0, 's', 's', 'verdict', 'working', 'r', '{}')`,
  );
  for (let n = 0; n < CHUNK + 5; n++) record.run(START);
  record.run(LATER);
  const prune = () => test.store.write((tx) => pruneWatchLog(tx, LATER));
  expect([await prune(), await prune(), await prune()]).toEqual([CHUNK, 5, 0]);
});

test("of what schedules did long ago the latest of each stays, and what is not over", async () => {
  using test = testStore();
  await test.store.write((tx) => {
    for (const dueAt of [1, 2, 3]) insertScheduleRun(tx, "a", dueAt, { result: "skipped", message: "" });
    insertScheduleRun(tx, "b", 1, { result: "running" });
    insertScheduleRun(tx, "b", 2, { result: "skipped", message: "" });
  });
  expect(await test.store.write((tx) => pruneScheduleRuns(tx, LATER))).toBe(2);
  expect(
    test.db.query("SELECT schedule, due_at FROM schedule_runs ORDER BY schedule, due_at").values(),
  ).toEqual([
    ["a", 3],
    ["b", 1],
    ["b", 2],
  ]);
});

describe("forgotten worktrees", () => {
  /** A task whose sessions ended at these times, null for one that is open, each in the same worktree. */
  function worked(test: TestStore, worktree: string, status: "blocked" | "todo", ...ends: (number | null)[]) {
    const { run, tasks } = addRun(test.store, {});
    const taskId = tasks[0]?.id ?? "";
    for (const [index, endedAt] of ends.entries()) {
      const { id } = addSession(test.store, { name: worktree + index, runId: run.id, worktree });
      test.clock.now = endedAt ?? START;
      test.store.writeNow((tx) => {
        claimTask(tx, id, taskId);
        if (endedAt === null) return;
        releaseTask(tx, id);
        settleSession(tx, id, { state: "completed", phase: "failed", outcome: "failed", reason: "" });
        moveTask(tx, taskId, { status: "todo", reason: "" });
      });
    }
    if (status === "blocked")
      test.store.writeNow((tx) => moveTask(tx, taskId, { status, code: "operator", reason: "" }));
  }

  test("are those of stopped tasks whose last session ended before then", () => {
    using test = testStore();
    worked(test, "/old", "blocked", START, START + 1);
    worked(test, "/recent", "blocked", START, LATER + 1);
    worked(test, "/tried again", "todo", START);
    worked(test, "/in use again", "todo", START, null);
    worked(test, "/in use by another", "blocked", START);
    addSession(test.store, { name: "another", worktree: "/in use by another" });
    worked(test, "/a person's", "blocked", START);
    addSession(test.store, {
      name: "adopted",
      worktree: "/a person's",
      adoptedAt: START,
      state: "completed",
    });
    expect(listForgottenWorktrees(test.db, LATER)).toEqual([{ sessionId: expect.any(String), path: "/old" }]);
  });
});
