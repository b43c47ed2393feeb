import { describe, expect, test } from "bun:test";
import { listEvents } from "../../src/store/events.ts";
import { Store } from "../../src/store/store.ts";
import { addSession, openSnapshot, START, testStore } from "./fixture.ts";

const all = { after: 0, limit: 1000 };

describe("Store.write", () => {
  test("resolves with the work's answer when the change is on the disk", async () => {
    using test = testStore();
    const answer = await test.store.write((tx) => {
      tx.event("daemon.started", {}, { pid: 1 });
      return "done";
    });
    expect(answer).toBe("done");
    const snapshot = openSnapshot(test);
    expect(listEvents(snapshot.db, all).map(({ kind }) => kind)).toEqual(["daemon.started"]);
    snapshot.close();
  });

  test("gives everything in a transaction the same time", async () => {
    using test = testStore();
    await test.store.write((tx) => {
      tx.event("daemon.started", {});
      test.clock.now += 60_000;
      tx.event("daemon.stopped", {});
    });
    expect(listEvents(test.db, all).map(({ at }) => at)).toEqual([START, START]);
  });

  test("a throw in the middle leaves neither the change nor its event, and no gap in the cursor", async () => {
    using test = testStore();
    await test.store.write((tx) => tx.event("daemon.started", {}));
    const failing = test.store.write((tx) => {
      tx.db.run("INSERT INTO counters VALUES ('x', 1)");
      tx.event("daemon.warning", {});
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    await test.store.write((tx) => tx.event("daemon.stopped", {}));
    expect(listEvents(test.db, all).map(({ id, kind }) => [id, kind])).toEqual([
      [1, "daemon.started"],
      [2, "daemon.stopped"],
    ]);
    expect(test.db.query("SELECT * FROM counters").all()).toEqual([]);
  });

  test("after close it is refused with a database error, not lost in silence", async () => {
    using test = testStore();
    test.store.close();
    await expect(test.store.write((tx) => tx.event("daemon.started", {}))).rejects.toMatchObject({
      code: "database",
    });
  });
});

describe("Store.writeNow", () => {
  test("comes after the writes that were asked for before it", async () => {
    using test = testStore();
    const first = test.store.write((tx) => tx.event("daemon.started", {}));
    test.store.writeNow((tx) => tx.event("daemon.stopped", {}));
    await first;
    expect(listEvents(test.db, all).map(({ kind }) => kind)).toEqual(["daemon.started", "daemon.stopped"]);
  });

  test("a throw undoes all of it and reaches the caller", () => {
    using test = testStore();
    expect(() =>
      test.store.writeNow((tx) => {
        tx.event("daemon.warning", {});
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(listEvents(test.db, all)).toEqual([]);
  });
});

describe("Store.onEvents", () => {
  test("calls after each commit that wrote events, when they can be read", async () => {
    using test = testStore();
    const seen: string[][] = [];
    test.store.onEvents(() => seen.push(listEvents(test.db, all).map(({ kind }) => kind)));
    await test.store.write((tx) => tx.event("daemon.started", {}));
    await test.store.write((tx) => void tx.db.run("INSERT INTO counters VALUES ('x', 1)"));
    test.store.writeNow((tx) => tx.event("daemon.stopped", {}));
    expect(seen).toEqual([["daemon.started"], ["daemon.started", "daemon.stopped"]]);
  });

  test("the cursor is that of the newest event, also in a store opened again", () => {
    using test = testStore();
    addSession(test.store);
    expect(test.store.lastEventId).toBe(1);
    const snapshot = openSnapshot(test);
    expect(snapshot.lastEventId).toBe(1);
    snapshot.close();
  });

  test("calls no more once unsubscribed", () => {
    using test = testStore();
    let calls = 0;
    const unsubscribe = test.store.onEvents(() => calls++);
    addSession(test.store);
    unsubscribe();
    addSession(test.store, { name: "other" });
    expect(calls).toBe(1);
  });
});

test("Store.onHealth tells of a refusal, and once of the first write that is taken again", async () => {
  using test = testStore();
  const told: (string | null)[] = [];
  const write = (text: string) => test.store.write((tx) => tx.event("daemon.warning", {}, { text }));
  const leave = test.store.onHealth((refusal) => told.push(refusal?.code ?? null));
  test.db.run("PRAGMA max_page_count = 1");
  await expect(write("x".repeat(100_000))).rejects.toMatchObject({ code: "database" });
  test.db.run("PRAGMA max_page_count = 1000000");
  await write("a");
  test.store.writeNow((tx) => tx.event("daemon.warning", {}));
  expect(told).toEqual(["database", null]);
  leave();
  test.store.close();
  await expect(write("b")).rejects.toThrow();
  expect(told).toEqual(["database", null]);
});

test("what waits is written when the store is closed", () => {
  using test = testStore();
  const waiting = test.store.write((tx) => tx.event("daemon.stopped", {}));
  test.store.close();
  const again = Store.open(test.path, "owner", Date.now);
  expect(again.lastEventId).toBe(1);
  again.close();
  return waiting;
});
