import { expect, test } from "bun:test";
import type { Alert } from "../../src/domain/alert.ts";
import { raiseAlert, resolveAlert } from "../../src/store/alerts.ts";
import {
  addDeliveries,
  addResolutions,
  dropDeliveries,
  failOthers,
  joinDeliveries,
  listDeliveries,
  listDue,
  markFailed,
  markSent,
  nextDueAt,
  postpone,
  resumeDeliveries,
} from "../../src/store/deliveries.ts";
import type { Transaction } from "../../src/store/store.ts";
import { condition } from "../domain/alerting/samples.ts";
import { START, type TestStore, testStore } from "./fixture.ts";

const TO_A = [{ sink: "a", dueAt: START }];

/** An alert that is to be told through the sinks a and b. */
function told(test: TestStore): Alert {
  return test.store.writeNow((tx) => {
    const alert = raiseAlert(tx, condition());
    addDeliveries(tx, alert, "raised", [...TO_A, { sink: "b", dueAt: START + 1000 }]);
    return alert;
  });
}

/** Changes the newest delivery of the alert through sink a. */
function changeA(
  test: TestStore,
  alert: Alert,
  change: (tx: Transaction, delivery: ReturnType<typeof listDeliveries>[number]) => void,
) {
  const newest = listDeliveries(test.db, alert.id).findLast(({ sink }) => sink === "a");
  if (!newest) throw new Error("there is no delivery");
  test.store.writeNow((tx) => change(tx, newest));
}

const states = (test: TestStore, alert: Alert) =>
  listDeliveries(test.db, alert.id).map(
    ({ sink, telling, news, state }) => `${sink}${telling} ${news} ${state}`,
  );

test("a delivery is due at its time, through its sink, with the alert as it is then", () => {
  using test = testStore();
  const alert = told(test);
  expect(listDue(test.db, "a", START - 1)).toEqual([]);
  expect(listDue(test.db, "b", START + 999)).toEqual([]);
  test.store.writeNow((tx) => resolveAlert(tx, alert.id, "gone"));
  expect(listDue(test.db, "a", START)).toMatchObject([
    { alert: { key: "ALERT-001", state: "resolved" }, delivery: { sink: "a", telling: 1, attempts: 0 } },
  ]);
  expect([nextDueAt(test.db, "a"), nextDueAt(test.db, "b"), nextDueAt(test.db, "c")]).toEqual([
    START,
    START + 1000,
    null,
  ]);
});

test("a sink is not told a second time before the first, but as early as either was due", () => {
  using test = testStore();
  const alert = told(test);
  changeA(test, alert, (tx, delivery) => markSent(tx, delivery, "raised", "HTTP 200"));
  test.store.writeNow((tx) =>
    addDeliveries(tx, alert, "repeated", [...TO_A, { sink: "b", dueAt: START + 10 }]),
  );
  expect(states(test, alert)).toEqual(["a1 raised sent", "b1 raised pending", "a2 repeated pending"]);
  expect(nextDueAt(test.db, "b")).toBe(START + 10);
});

test("only who was told of an alert is told that it is over, and only once", () => {
  using test = testStore();
  const alert = told(test);
  changeA(test, alert, (tx, delivery) => markSent(tx, delivery, "raised", "HTTP 200"));
  const all = ["a", "b", "never told"].map((sink) => ({ sink, dueAt: START }));
  test.store.writeNow((tx) => addResolutions(tx, alert, all));
  expect(states(test, alert)).toEqual(["a1 raised sent", "b1 raised pending", "a2 resolved pending"]);
  changeA(test, alert, (tx, delivery) => markSent(tx, delivery, "resolved", "HTTP 200"));
  test.store.writeNow((tx) => addResolutions(tx, alert, all));
  expect(states(test, alert)).toEqual(["a1 raised sent", "b1 raised pending", "a2 resolved sent"]);
});

test("an attempt leaves its number, its answer and what comes next", () => {
  using test = testStore();
  const alert = told(test);
  const first = () => listDeliveries(test.db, alert.id)[0];
  changeA(test, alert, (tx, delivery) => postpone(tx, delivery, "HTTP 503", START + 5000));
  expect(first()).toMatchObject({
    state: "pending",
    attempts: 1,
    answer: "HTTP 503",
    dueAt: START + 5000,
    firstDueAt: START,
  });
  changeA(test, alert, (tx, delivery) => markSent(tx, delivery, "resolved", "HTTP 200"));
  expect(first()).toMatchObject({
    state: "sent",
    attempts: 2,
    answer: "HTTP 200",
    news: "resolved",
    sentAt: START,
  });
  changeA(test, alert, (tx, delivery) => markFailed(tx, delivery, "late"));
  expect(first()?.state).toBe("sent");
});

test("deliveries of one message know it, and what is dropped or failed is not due any more", () => {
  using test = testStore();
  const alert = told(test);
  changeA(test, alert, (tx, delivery) => joinDeliveries(tx, [delivery], "m1"));
  expect(listDue(test.db, "a", START)[0]?.delivery.messageId).toBe("m1");
  changeA(test, alert, (tx, delivery) => dropDeliveries(tx, [delivery]));
  expect(listDue(test.db, "a", START)).toEqual([]);
});

test("an alert that goes on is told where it seemed too late, and nobody hears that it is over", () => {
  using test = testStore();
  const alert = told(test);
  changeA(test, alert, (tx, delivery) => markSent(tx, delivery, "raised", "HTTP 200"));
  test.store.writeNow((tx) => {
    addResolutions(tx, alert, TO_A);
    dropDeliveries(
      tx,
      listDeliveries(tx.db, alert.id).filter(({ sink }) => sink === "b"),
    );
    resumeDeliveries(tx, alert.id, START + 7);
  });
  expect(states(test, alert)).toEqual(["a1 raised sent", "b1 raised pending", "a2 resolved dropped"]);
  expect(nextDueAt(test.db, "b")).toBe(START + 7);
});

test("what waits for a sink that is no longer configured fails and says so", () => {
  using test = testStore();
  const alert = told(test);
  test.store.writeNow((tx) => failOthers(tx, ["a"]));
  expect(listDeliveries(test.db, alert.id)).toMatchObject([
    { sink: "a", state: "pending" },
    { sink: "b", state: "failed", answer: "this sink is not configured any more" },
  ]);
});
