import { describe, expect, test } from "bun:test";
import type { Run } from "../../src/domain/run.ts";
import {
  approvePlan,
  holdRun,
  proposePlan,
  releaseRun,
  reopenRun,
  setBudget,
  warnOfBudget,
} from "../../src/store/run-changes.ts";
import { listRunsInNeed, releasedAt, wasWarned } from "../../src/store/run-watch.ts";
import { endRun, insertRun, type NewRun, requireRun } from "../../src/store/runs.ts";
import type { Transaction } from "../../src/store/store.ts";
import { errorOf } from "../support/error-of.ts";
import { type TestStore, testStore } from "./fixture.ts";

function start(it: TestStore, change: Partial<NewRun> = {}) {
  const { id } = it.store.writeNow((tx) => insertRun(tx, { goal: "goal", maxAgents: 2, ...change }));
  return {
    id,
    now: (): Run => requireRun(it.db, id),
    write: <T>(work: (tx: Transaction) => T): T => it.store.writeNow(work),
    kinds: () =>
      it.db
        .query<{ kind: string }, []>("SELECT kind FROM events ORDER BY id")
        .all()
        .map(({ kind }) => kind)
        .slice(1),
  };
}

describe("a run that is held", () => {
  test("is held once, for the first reason, until it is released", () => {
    using it = testStore();
    const run = start(it);
    expect(run.write((tx) => holdRun(tx, run.id, { by: "budget", reason: "used up" }))).toBe(true);
    expect(run.write((tx) => holdRun(tx, run.id, { by: "loop", reason: "a circle" }))).toBe(false);
    expect(run.now()).toMatchObject({ heldBy: "budget", heldReason: "used up" });
    it.clock.now += 1000;
    expect(run.write((tx) => releaseRun(tx, run.id))).toBe(true);
    expect(run.write((tx) => releaseRun(tx, run.id))).toBe(false);
    expect(run.now()).toMatchObject({ heldBy: null, heldReason: null });
    expect(releasedAt(it.db, run.id)).toBe(it.clock.now);
    expect(run.kinds()).toEqual(["run.held", "run.released"]);
  });

  test("is active: one that has ended is not held", () => {
    using it = testStore();
    const run = start(it);
    run.write((tx) => endRun(tx, run.id, "completed", null));
    expect(run.write((tx) => holdRun(tx, run.id, { by: "loop", reason: "a circle" }))).toBe(false);
  });
});

describe("a plan", () => {
  test("goes from drafting through a person's eyes to approved, each once", () => {
    using it = testStore();
    const run = start(it, { plan: "drafting" });
    expect(run.write((tx) => proposePlan(tx, run.id))).toBe(true);
    expect(run.write((tx) => proposePlan(tx, run.id))).toBe(false);
    expect(run.write((tx) => approvePlan(tx, run.id))).toBe(true);
    expect(run.write((tx) => approvePlan(tx, run.id))).toBe(false);
    expect(run.now().plan).toBe("approved");
    expect(run.kinds()).toEqual(["run.plan_proposed", "run.plan_approved"]);
    expect(errorOf(() => run.write((tx) => proposePlan(tx, run.id)))).toMatchObject({ code: "conflict" });
  });

  test("of a run that asks nobody is neither proposed nor approved", () => {
    using it = testStore();
    const run = start(it);
    expect(errorOf(() => run.write((tx) => proposePlan(tx, run.id)))).toMatchObject({ code: "conflict" });
    expect(errorOf(() => run.write((tx) => approvePlan(tx, run.id)))).toMatchObject({ code: "conflict" });
  });
});

test("a warning is for the budget of its time: a larger one is warned of anew", () => {
  using it = testStore();
  const run = start(it, { budgetUsd: 10 });
  expect(wasWarned(it.db, run.now())).toBe(false);
  run.write((tx) => warnOfBudget(tx, run.now(), "$8 of $10"));
  expect(wasWarned(it.db, run.now())).toBe(true);
  expect(listRunsInNeed(it.db).map(({ warning }) => warning)).toEqual(["$8 of $10"]);
  run.write((tx) => setBudget(tx, run.id, { usd: 20, tokens: null }));
  expect(run.now().budgetUsd).toBe(20);
  expect(wasWarned(it.db, run.now())).toBe(false);
  expect(listRunsInNeed(it.db)).toEqual([]);
});

test("only a run that failed is active again", () => {
  using it = testStore();
  const run = start(it);
  expect(errorOf(() => run.write((tx) => reopenRun(tx, run.id)))).toMatchObject({ code: "conflict" });
  run.write((tx) => endRun(tx, run.id, "failed", "1 of 1 tasks stopped"));
  run.write((tx) => reopenRun(tx, run.id));
  expect(run.now()).toMatchObject({ status: "active", reason: null, endedAt: null });
});
