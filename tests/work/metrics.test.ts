import { expect, test } from "bun:test";
import { settleSession } from "../../src/store/session-changes.ts";
import { readMetrics } from "../../src/work/metrics.ts";
import { testStore } from "../store/fixture.ts";
import { keepSession } from "./kept-work.ts";

test("metrics of an empty project hold nulls where there is nothing to divide", () => {
  using test = testStore();
  const { storage, ...rest } = readMetrics(test.db, test.clock.now);
  expect(rest).toEqual({
    sessions: { total: 0, open: 0, bySource: {}, byOutcome: {} },
    durations: { medianMs: null, p95Ms: null, sample: 0 },
    resume: { interruptions: 0, resumed: 0, rate: null, succeeded: 0, successRate: null },
    errors: { phaseErrorRate: null, failedSessionRate: null },
    estimates: { tasks: 0, ratio: null, over: 0 },
    usage: null,
  });
  expect(storage.bytes).toBeGreaterThan(0);
  expect(storage.sessionBytes).toBeNull();
});

test("metrics give rates as parts of one", () => {
  using test = testStore();
  for (const outcome of ["success", "failed", "failed", "failed"] as const) {
    const { id } = keepSession(test.store);
    test.clock.now += 1000;
    test.store.writeNow((tx) =>
      settleSession(tx, id, { state: "completed", phase: "completed", outcome, reason: "over" }),
    );
  }
  keepSession(test.store);
  const metrics = readMetrics(test.db, test.clock.now);
  expect(metrics).toMatchObject({
    sessions: { total: 5, open: 1, bySource: { cli: 5 }, byOutcome: { failed: 3, success: 1 } },
    durations: { medianMs: 1000, p95Ms: 1000, sample: 4 },
    errors: { failedSessionRate: 0.75 },
  });
});
