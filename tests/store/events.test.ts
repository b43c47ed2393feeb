import { expect, test } from "bun:test";
import { EVENT_KINDS } from "../../src/domain/event.ts";
import { findLastTmuxStart, lastEventId, listEvents } from "../../src/store/events.ts";
import { removeSession } from "../../src/store/session-changes.ts";
import { addSession, addWork, START, testStore } from "./fixture.ts";

const all = { after: 0, limit: 1000 };

test("events come back in the order of their cursor, with keys beside ids", () => {
  using test = testStore();
  const { run, task, session } = addWork(test.store);
  test.store.writeNow((tx) =>
    tx.event(
      "session.input",
      { runId: run.id, taskId: task.id, sessionId: session.id },
      { text: "línea\n", n: [1, null] },
    ),
  );
  const events = listEvents(test.db, all);
  expect(events.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  expect(events.at(-1)).toEqual({
    id: 4,
    at: START,
    kind: "session.input",
    runId: run.id,
    run: "RUN-001",
    sessionId: session.id,
    session: "SESSION-001",
    taskId: task.id,
    task: "api",
    data: { text: "línea\n", n: [1, null] },
  });
});

test("a reader that goes on from its cursor sees each event once, whatever the page", () => {
  using test = testStore();
  test.store.writeNow((tx) => {
    for (let n = 0; n < 25; n++) tx.event("daemon.warning", {}, { n });
  });
  for (const limit of [1, 7, 25, 100]) {
    const seen: unknown[] = [];
    for (let after = 0; ; ) {
      const page = listEvents(test.db, { after, limit });
      if (page.length === 0) break;
      seen.push(...page.map(({ data }) => data.n));
      after = page.at(-1)?.id ?? after;
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => n));
  }
});

test("filters by run, session and time, alone and together", () => {
  using test = testStore();
  const one = addWork(test.store);
  test.clock.now = START + 1000;
  const other = addSession(test.store, { name: "other" });
  const count = (filter: Partial<Parameters<typeof listEvents>[1]>) =>
    listEvents(test.db, { ...all, ...filter }).length;
  expect(count({})).toBe(4);
  expect(count({ runId: one.run.id })).toBe(3);
  expect(count({ sessionId: other.id })).toBe(1);
  expect(count({ since: START + 1000 })).toBe(1);
  expect(count({ since: START + 1001 })).toBe(0);
  expect(count({ since: START + 1, runId: one.run.id })).toBe(0);
  expect(count({ runId: one.run.id, sessionId: one.session.id, since: 0, after: 1 })).toBe(1);
  expect(count({ runId: "" })).toBe(0);
});

test("an event outlives what it tells of: the id stays, the key is null", () => {
  using test = testStore();
  const session = addSession(test.store);
  test.store.writeNow((tx) => removeSession(tx, session));
  expect(listEvents(test.db, all)[0]).toMatchObject({ sessionId: session.id, session: null });
});

test("cursors never start again, even when the newest events are gone", () => {
  using test = testStore();
  addSession(test.store);
  test.db.run("DELETE FROM events");
  addSession(test.store, { name: "other" });
  expect(lastEventId(test.db)).toBe(2);
});

test("the last start of tmux is found among others", () => {
  using test = testStore();
  expect(findLastTmuxStart(test.db)).toBeNull();
  test.store.writeNow((tx) => {
    tx.event("tmux.started", {}, { pid: 1 });
    tx.event("tmux.started", {}, { pid: 2 });
    tx.event("tmux.lost", {}, { pid: 2 });
  });
  expect(findLastTmuxStart(test.db)?.data).toEqual({ pid: 2 });
});

test("every kind of event can be written and read", () => {
  using test = testStore();
  test.store.writeNow((tx) => {
    for (const kind of EVENT_KINDS) tx.event(kind, {});
  });
  expect(listEvents(test.db, all).map(({ kind }) => kind)).toEqual([...EVENT_KINDS]);
});
