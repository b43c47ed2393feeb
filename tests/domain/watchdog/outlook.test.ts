import { expect, test } from "bun:test";
import { OFF_LADDER } from "../../../src/domain/watchdog/ladder.ts";
import { outlook } from "../../../src/domain/watchdog/outlook.ts";
import { judge } from "../../../src/domain/watchdog/verdict.ts";
import { evidence, NOW, POLICY, WALL } from "./evidence-samples.ts";

const STUCK = evidence();

const at = (observed: number) => ({ observed, wall: WALL });

test("what works is told when silence would count", () => {
  const moving = { ...STUCK, startedAt: NOW };
  const verdict = judge(moving, POLICY, at(NOW + 1));
  expect(outlook(verdict, OFF_LADDER, POLICY, NOW + 1, false).at).toBe(NOW + POLICY.staleMs);
});

test("what is stalled is told its next step, and when", () => {
  const verdict = judge(STUCK, POLICY, at(NOW));
  expect(outlook(verdict, OFF_LADDER, POLICY, NOW, false)).toEqual({
    what: expect.stringContaining("marked as stalled"),
    at: NOW,
  });
  const ladder = { level: 1, steppedAt: NOW - 1000 };
  expect(outlook(verdict, ladder, POLICY, NOW, false)).toEqual({
    what: "an alert is raised",
    at: NOW - 1000 + POLICY.intervalMs,
  });
});

test("at the top, and where nothing is done, it says so", () => {
  const verdict = judge(STUCK, POLICY, at(NOW));
  const top = { level: 2, steppedAt: 0 };
  expect(outlook(verdict, top, { ...POLICY, top: "escalate" }, NOW, false).what).toContain(
    "the last step of its policy, escalate",
  );
  expect(outlook(verdict, OFF_LADDER, { ...POLICY, mode: "off" }, NOW, false).what).toContain("mode is off");
  expect(outlook(verdict, OFF_LADDER, { ...POLICY, mode: "shadow" }, NOW, false).what).toStartWith(
    "recorded only",
  );
});

test("what fell silent with many others is not told that it will be ended", () => {
  const verdict = judge(STUCK, POLICY, at(NOW));
  const next = outlook(verdict, { level: 1, steppedAt: NOW }, POLICY, NOW, true);
  expect(next).toEqual({ what: expect.stringContaining("nothing that ends it"), at: null });
});

test("an end that did not come about is tried again", () => {
  const verdict = judge(STUCK, POLICY, at(NOW));
  const next = outlook(verdict, { level: 3, steppedAt: NOW }, POLICY, NOW, false);
  expect(next).toEqual({ what: expect.stringContaining("tried again"), at: NOW + POLICY.intervalMs });
});
