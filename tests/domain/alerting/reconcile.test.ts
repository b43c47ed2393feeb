import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Alert, Condition } from "../../../src/domain/alert.ts";
import { reconcileAlerts, STEADY_MS } from "../../../src/domain/alerting/reconcile.ts";
import { alert, condition, HOUR, NOW, resolved } from "./samples.ts";

const POLICY = { remindAfterMs: HOUR, tellableFrom: (at: number) => at };
const NEVER = { ...POLICY, remindAfterMs: null };

const decide = (
  known: Alert[],
  conditions: Condition[],
  now = NOW,
  policy = POLICY as typeof POLICY | typeof NEVER,
) => {
  const { changes, wakeAt } = reconcileAlerts(known, conditions, now, policy);
  return { changes: changes.map((change) => change.do), wakeAt };
};

test("what is the case and has no alert is raised, once for all that say it", () => {
  expect(decide([], [condition(), condition({ message: "the same in other words" })])).toEqual({
    changes: ["raise"],
    wakeAt: null,
  });
});

test("an alert that says what is the case is left alone until it is time for a reminder", () => {
  expect(decide([alert()], [condition()])).toEqual({ changes: [], wakeAt: NOW + HOUR });
  expect(decide([alert()], [condition()], NOW + HOUR).changes).toEqual(["repeat"]);
});

test("no reminder follows what was acknowledged, is information, or is not to be repeated", () => {
  const later = NOW + 100 * HOUR;
  expect(decide([alert({ state: "acknowledged" })], [condition()], later).changes).toEqual([]);
  expect(decide([alert({ severity: "info" })], [condition({ severity: "info" })], later).changes).toEqual([]);
  expect(decide([alert()], [condition()], later, NEVER)).toEqual({ changes: [], wakeAt: null });
});

test("a reminder waits until people may be told", () => {
  const policy = { remindAfterMs: HOUR, tellableFrom: (at: number) => at + 5 * HOUR };
  expect(reconcileAlerts([alert()], [condition()], NOW + HOUR, policy)).toEqual({
    changes: [],
    wakeAt: NOW + 6 * HOUR,
  });
});

test("other words change the alert without telling anyone, a higher severity tells again", () => {
  expect(decide([alert()], [condition({ message: "parser waits for a login" })]).changes).toEqual(["update"]);
  expect(decide([alert()], [condition({ severity: "critical" })]).changes).toEqual(["repeat"]);
  expect(decide([alert({ severity: "critical" })], [condition()]).changes).toEqual(["update"]);
});

test("what comes back within a minute goes on, what comes back later is a new alert", () => {
  const gone = resolved();
  expect(decide([gone], [condition()], NOW + HOUR + STEADY_MS - 1).changes).toEqual(["reopen"]);
  // The caller leaves out what has been gone for longer.
  expect(decide([], [condition()], NOW + HOUR + STEADY_MS).changes).toEqual(["raise"]);
});

test("what goes on is told again once it has held for a minute, also where reminders are off", () => {
  const reopened = alert({ reopenedAt: NOW + HOUR });
  expect(decide([reopened], [condition()], NOW + HOUR, NEVER)).toEqual({
    changes: [],
    wakeAt: NOW + HOUR + STEADY_MS,
  });
  expect(decide([reopened], [condition()], NOW + HOUR + STEADY_MS, NEVER).changes).toEqual(["repeat"]);
});

test("a person's resolution stands while the cause does, and is forgotten with it", () => {
  const closed = resolved({ resolvedBy: "operator", goneAt: null });
  expect(decide([closed], [condition()]).changes).toEqual([]);
  expect(decide([closed], [condition({ severity: "critical", message: "worse" })]).changes).toEqual([]);
  expect(decide([closed], []).changes).toEqual(["forget"]);
});

describe("what is no longer the case is resolved", () => {
  const by = (subject: string, conditions: Condition[]) =>
    reconcileAlerts([alert({ subject })], conditions, NOW, POLICY).changes.map((change) =>
      change.do === "resolve" ? change.by : undefined,
    )[0];

  test("because it is gone", () => {
    expect(by("SESSION-003", [])).toBe("gone");
    expect(by("RUN-001/index", [])).toBe("gone");
  });

  test("because its run has ended, which is told by itself", () => {
    const ended = condition({ cause: "run_failed:RUN-001", kind: "run_failed", subject: "RUN-001" });
    const changes = reconcileAlerts([alert({ subject: "RUN-001/index" })], [ended], NOW, POLICY).changes;
    expect(changes).toContainEqual(expect.objectContaining({ do: "resolve", by: "run ended" }));
  });
});

test("whatever is the case, one pass is enough: a second has nothing to do", () => {
  const causes = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"));
  fc.assert(
    fc.property(causes, causes, causes, (open, gone, now) => {
      const known = [
        ...open.map((cause) => alert({ cause })),
        ...gone.filter((cause) => !open.includes(cause)).map((cause) => resolved({ cause })),
      ];
      const conditions = now.map((cause) => condition({ cause }));
      const after = applyAll(known, reconcileAlerts(known, conditions, NOW, POLICY).changes);
      expect(reconcileAlerts(after, conditions, NOW, POLICY).changes).toEqual([]);
      const openNow = after.filter(({ state }) => state !== "resolved").map(({ cause }) => cause);
      expect(openNow.toSorted()).toEqual(now.toSorted());
    }),
  );
});

function applyAll(known: Alert[], changes: ReturnType<typeof reconcileAlerts>["changes"]): Alert[] {
  const after = new Map(known.map((one) => [one.cause, one]));
  for (const change of changes) {
    if (change.do === "raise") after.set(change.condition.cause, alert(change.condition));
    else if (change.do === "reopen") after.set(change.condition.cause, alert(change.condition));
    else if (change.do === "resolve") after.set(change.alert.cause, resolved({ cause: change.alert.cause }));
  }
  return [...after.values()];
}
