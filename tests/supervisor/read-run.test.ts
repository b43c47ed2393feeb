import { describe, expect, test } from "bun:test";
import { parseConfig } from "../../src/config.ts";
import { nextSteps } from "../../src/domain/steps.ts";
import { releaseTask } from "../../src/store/claims.ts";
import { listMail } from "../../src/store/mail.ts";
import { setBudget } from "../../src/store/run-changes.ts";
import { holdAndTell } from "../../src/store/run-holds.ts";
import { requireRun } from "../../src/store/runs.ts";
import { moveTask } from "../../src/store/tasks.ts";
import { recordUsage } from "../../src/store/usage.ts";
import { readRun, readWaits, whyExhausted } from "../../src/supervisor/read-run.ts";
import { tellClosed, warnAndTell } from "../../src/supervisor/run-news.ts";
import { resumeRun } from "../../src/team/resume-run.ts";
import { TeamRuns } from "../../src/team/runs.ts";
import { type Team, team } from "../team/mail/team.ts";

/** The machine that the tests run on may be full. */
const CONFIG = { host: { maxLoad: null, minMemoryMib: null } };

function facts(it: Team, config: object = {}) {
  const world = {
    store: it.store,
    settings: parseConfig({ ...CONFIG, ...config }, "config"),
    clock: () => it.clock.now,
    observed: { now: () => 0 },
  };
  const run = requireRun(it.db, it.run.id);
  const read = readRun(world, run, 0);
  const { steps } = nextSteps(read, { wall: it.clock.now, observed: 0 });
  return { run, read, steps, waits: readWaits(world, run) };
}

const spend = (it: Team, tokens: number, costUsd: number | null = null) =>
  it.store.writeNow((tx) =>
    recordUsage(tx, it.api.id, [
      {
        ...{ id: null, model: "m", inputTokens: tokens, outputTokens: 0, costUsd },
        ...{ cacheReadTokens: 5_000_000, cacheWriteTokens: 0 },
      },
    ]),
  );

const subjects = (it: Team) =>
  listMail(it.db, {
    ...{
      of: [it.coordinator.id],
      box: "in",
      unread: false,
      threadId: null,
      type: null,
      runId: null,
      most: 99,
    },
  }).map(({ subject }) => subject);

/** A worker's task waits to be begun. */
const giveBack = (it: Team) =>
  it.store.writeNow((tx) => {
    releaseTask(tx, it.docs.id);
    moveTask(tx, it.tasks[2]?.id ?? "", { status: "todo", reason: "r" });
  });

describe("a budget", () => {
  test("that is nearly used up is told once, to the coordinator too", () => {
    using it = team();
    it.store.writeNow((tx) => setBudget(tx, it.run.id, { usd: null, tokens: 1000 }));
    spend(it, 799);
    expect(facts(it).read.budget).toBeNull();
    spend(it, 1);
    const { steps, run } = facts(it);
    expect(steps).toContainEqual({ do: "warn", reason: "800 of 1,000 tokens of its budget are used" });
    it.store.writeNow((tx) => warnAndTell(tx, run, "800 of 1,000 tokens of its budget are used"));
    expect(facts(it).steps.map((step) => step.do)).not.toContain("warn");
    expect(subjects(it)).toEqual([`${run.key}: 800 of 1,000 tokens of its budget are used`]);
  });

  test("that is used up holds the run, and says so of each task that waits", () => {
    using it = team();
    it.store.writeNow((tx) => setBudget(tx, it.run.id, { usd: 10, tokens: null }));
    spend(it, 5, 10.5);
    giveBack(it);
    const { steps, run } = facts(it);
    const reason = "its budget is used up: $10.50 of $10.00";
    expect(steps).toEqual([{ do: "hold", by: "budget", reason }]);
    it.store.writeNow((tx) => holdAndTell(tx, run.id, { by: "budget", reason }));
    expect([...facts(it).waits.values()]).toEqual([`the run is held: ${reason}`]);
    expect(facts(it).steps).toEqual([]);
    expect(subjects(it)).toEqual([`${run.key} is held: no session is begun`]);
  });

  test("that is used up is not lifted without a larger one", async () => {
    using it = team();
    it.store.writeNow((tx) => setBudget(tx, it.run.id, { usd: 10, tokens: null }));
    spend(it, 5, 10.5);
    giveBack(it);
    it.store.writeNow((tx) => holdAndTell(tx, it.run.id, { by: "budget", reason: "used up" }));
    const ports = {
      hasBranch: async () => true,
      whyExhausted: (run: Parameters<typeof whyExhausted>[1]) => whyExhausted(it.db, run),
    };
    const resume = (budgetUsd?: number) => resumeRun(it.store, ports, facts(it).run, { budgetUsd });
    await expect(resume()).rejects.toMatchObject({ code: "conflict" });
    await expect(resume(10.4)).rejects.toMatchObject({ code: "conflict" });
    expect(facts(it).run).toMatchObject({ budgetUsd: 10, heldBy: "budget" });
    expect(await resume(20)).toMatchObject({ budgetUsd: 20, heldBy: null });
    expect(facts(it).steps.map((step) => step.do)).toEqual(["spawn"]);
    await expect(resume()).rejects.toMatchObject({
      message: `${it.run.key} is active, and nothing holds it`,
    });
  });
});

test("a run that a person holds begins nothing until it is resumed, and its coordinator hears of it", async () => {
  using it = team();
  giveBack(it);
  const runs = new TeamRuns(it.store, {
    settings: parseConfig({}, "config"),
    startGoal: () => Promise.reject(new Error("no run is started here")),
    hasBranch: async () => true,
    whyExhausted: () => null,
  });
  const { run } = facts(it);
  expect(await runs.hold(run, "under discussion")).toMatchObject({
    heldBy: "operator",
    heldReason: "under discussion",
  });
  expect(facts(it).steps).toEqual([]);
  expect(facts(it).waits.get(it.tasks[2]?.id ?? "")).toBe("the run is held: under discussion");
  expect(subjects(it)).toEqual([`${run.key} is held: no session is begun`]);
  await expect(runs.hold(run, null)).rejects.toMatchObject({
    code: "conflict",
    message: `${run.key} is held already: under discussion`,
  });
  expect((await runs.resume(run, {})).heldBy).toBeNull();
  expect(facts(it).steps.map((step) => step.do)).toEqual(["spawn"]);
});

test("two sessions that write to each other without end hold their run, and may begin anew when it is lifted", async () => {
  using it = team();
  for (let n = 0; n < 3; n++) it.send(it.api, { to: "docs", body: `${n}` });
  for (let n = 0; n < 3; n++) it.send(it.docs, { to: "api", body: `${n}` });
  const config = { team: { maxMailsBetween: 5 } };
  expect(facts(it).read.loop).toBeNull();
  const { steps, run } = facts(it, config);
  expect(steps).toMatchObject([{ do: "hold", by: "loop" }]);
  it.store.writeNow((tx) => holdAndTell(tx, run.id, { by: "loop", reason: "they write and write" }));
  it.clock.now += 1000;
  await resumeRun(it.store, { hasBranch: async () => true, whyExhausted: () => null }, run, {});
  expect(facts(it, config).read.loop).toBeNull();
});

test("a coordinator hears once that all tasks are closed, and again when there was one more", () => {
  using it = team();
  expect(facts(it).steps).toEqual([]);
  it.end(it.api, "completed", { status: "blocked", code: "agent_failed", reason: "it gave up" });
  it.end(it.docs, "completed", { status: "aborted" });
  expect(facts(it).steps).toEqual([{ do: "tell-closed", sessionId: it.coordinator.id }]);
  it.store.writeNow((tx) => tellClosed(tx, it.run));
  expect(facts(it).steps).toEqual([]);
  expect(subjects(it)).toEqual([`all 2 tasks of ${it.run.key} are closed`]);
  it.clock.now += 1000;
  it.store.writeNow((tx) => moveTask(tx, it.tasks[1]?.id ?? "", { status: "todo", reason: "again" }));
  it.store.writeNow((tx) => moveTask(tx, it.tasks[1]?.id ?? "", { status: "blocked", reason: "again" }));
  expect(facts(it).steps).toEqual([{ do: "tell-closed", sessionId: it.coordinator.id }]);
});
