import { describe, expect, test } from "bun:test";
import type { Condition } from "../../src/domain/alert.ts";
import {
  acknowledgeAlert,
  closeAlert,
  forgetAlert,
  listKnownAlerts,
  listOpenAlerts,
  raiseAlert,
  reopenAlert,
  repeatAlert,
  requireAlert,
  resolveAlert,
  updateAlert,
} from "../../src/store/alerts.ts";
import { listEvents } from "../../src/store/events.ts";
import { condition } from "../domain/alerting/samples.ts";
import { errorOf, START, type TestStore, testStore } from "./fixture.ts";

const raise = (test: TestStore, change: Partial<Condition> = {}) =>
  test.store.writeNow((tx) => raiseAlert(tx, condition(change)));
const keys = (alerts: readonly { key: string }[]) => alerts.map(({ key }) => key);

test("an alert has all of its condition, a key for people, and its event", () => {
  using test = testStore();
  const alert = raise(test);
  expect(alert).toMatchObject({
    ...condition(),
    key: "ALERT-001",
    state: "raised",
    tellings: 1,
    raisedAt: START,
    goneAt: null,
  });
  expect(requireAlert(test.db, "alert-001")).toEqual(alert);
  expect(listEvents(test.db, { after: 0, limit: 10 })).toMatchObject([
    { kind: "alert.raised", data: { key: "ALERT-001", kind: "session_waiting", subject: "SESSION-003" } },
  ]);
  expect(errorOf(() => requireAlert(test.db, "ALERT-9")).code).toBe("not_found");
});

test("of one cause there is one alert while it is the case, also after a person has closed it", () => {
  using test = testStore();
  const alert = raise(test);
  test.store.writeNow((tx) => closeAlert(tx, alert));
  expect(() => raise(test)).toThrow("UNIQUE constraint failed: alerts.cause");
  test.store.writeNow((tx) => forgetAlert(tx, alert.id));
  expect(raise(test).key).toBe("ALERT-002");
});

test("the open ones are listed with those first that nobody has seen, then the worst", () => {
  using test = testStore();
  const seen = raise(test, { cause: "a", severity: "critical" });
  raise(test, { cause: "b" });
  raise(test, { cause: "c", severity: "critical" });
  const over = raise(test, { cause: "d" });
  test.store.writeNow((tx) => {
    acknowledgeAlert(tx, seen);
    resolveAlert(tx, over.id, "gone");
  });
  expect(keys(listOpenAlerts(test.db))).toEqual(["ALERT-003", "ALERT-002", "ALERT-001"]);
});

test("known are those that are the case and those gone since a time", () => {
  using test = testStore();
  const [one, two, three] = ["a", "b", "c"].map((cause) => raise(test, { cause }));
  if (!one || !two || !three) throw new Error("they were raised");
  test.store.writeNow((tx) => resolveAlert(tx, one.id, "gone"));
  test.clock.now = START + 1000;
  test.store.writeNow((tx) => resolveAlert(tx, two.id, "gone"));
  expect(keys(listKnownAlerts(test.db, START))).toEqual(["ALERT-001", "ALERT-002", "ALERT-003"]);
  expect(keys(listKnownAlerts(test.db, START + 1))).toEqual(["ALERT-002", "ALERT-003"]);
});

test("in other words it is the same alert; told again it has one telling more and is not acknowledged any more", () => {
  using test = testStore();
  const alert = raise(test);
  test.store.writeNow((tx) => {
    acknowledgeAlert(tx, alert);
    updateAlert(tx, alert.id, condition({ message: "it waits for a login" }));
  });
  const seen = requireAlert(test.db, alert.id);
  expect(seen).toMatchObject({ state: "acknowledged", message: "it waits for a login", tellings: 1 });
  test.clock.now = START + 1000;
  const repeated = test.store.writeNow((tx) =>
    repeatAlert(tx, alert.id, condition({ severity: "critical" })),
  );
  expect(repeated).toMatchObject({
    state: "raised",
    severity: "critical",
    tellings: 2,
    toldAt: START + 1000,
  });
});

test("an alert that goes on is open and unseen, as if it had not been over", () => {
  using test = testStore();
  const alert = raise(test);
  test.store.writeNow((tx) => {
    acknowledgeAlert(tx, alert);
    resolveAlert(tx, alert.id, "gone");
    reopenAlert(tx, alert.id, condition());
  });
  expect(requireAlert(test.db, alert.id)).toEqual({ ...alert, reopenedAt: START });
});

describe("a person", () => {
  test("acknowledges an alert once, and news ends with that", () => {
    using test = testStore();
    const alert = raise(test);
    const news = raise(test, { cause: "run", kind: "run_failed" });
    const seen = test.store.writeNow((tx) => acknowledgeAlert(tx, alert));
    expect(test.store.writeNow((tx) => acknowledgeAlert(tx, seen))).toEqual(seen);
    expect(test.store.writeNow((tx) => acknowledgeAlert(tx, news))).toMatchObject({
      state: "resolved",
      resolvedBy: "operator",
    });
    const told = listEvents(test.db, { after: 2, limit: 10 }).map(({ kind }) => kind);
    expect(told).toEqual(["alert.acknowledged", "alert.resolved"]);
  });

  test("cannot acknowledge what is over; closing it again changes nothing", () => {
    using test = testStore();
    const alert = raise(test);
    const over = test.store.writeNow((tx) => resolveAlert(tx, alert.id, "gone"));
    expect(errorOf(() => test.store.writeNow((tx) => acknowledgeAlert(tx, over))).message).toBe(
      "ALERT-001 is resolved already",
    );
    expect(test.store.writeNow((tx) => closeAlert(tx, over))).toEqual(over);
  });
});
