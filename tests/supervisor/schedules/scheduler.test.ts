import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ScheduleResult } from "../../../src/domain/schedule.ts";
import { usageError } from "../../../src/errors.ts";
import { listEvents } from "../../../src/store/events.ts";
import { endRun, findRunByRequest, insertRun, listRuns } from "../../../src/store/runs.ts";
import { lastScheduleRun, listOpenScheduleRuns } from "../../../src/store/schedule-runs.ts";
import { ScheduledStarts, type StartRun } from "../../../src/supervisor/schedules/scheduled-starts.ts";
import { Scheduler } from "../../../src/supervisor/schedules/scheduler.ts";
import { START } from "../../store/fixture.ts";
import { until } from "../../support/wait.ts";
import { testHouse } from "./fixture.ts";

const HOUR = 60 * 60_000;

/** One schedule, "nightly"; runs are rows, which end when the test says so. */
function nightly(overlap: "skip" | "queue" | "allow" = "skip") {
  const house = testHouse({
    schedules: [{ name: "nightly", cron: "0 3 * * *", plan: "plan.yaml", overlap }],
  });
  const { store, db } = house;
  writeFileSync(join(house.folder, "plan.yaml"), "goal: tidy up\n");
  const startRun: StartRun = async ({ plan, requestId, source }) => {
    if (plan === null) throw usageError(`${source}: is empty`, "write a plan");
    return store.write(
      (tx) => findRunByRequest(tx.db, requestId) ?? insertRun(tx, { goal: "g", maxAgents: 1, requestId }),
    );
  };
  const starting = (start: StartRun) => new Scheduler(house, new ScheduledStarts(house, start));
  let scheduler = starting(startRun);
  return {
    ...house,
    startRun,
    last: () => lastScheduleRun(db, "nightly"),
    runNow: () => scheduler.runNow("nightly"),
    list: () => scheduler.list(),
    /** What the timetable does. */
    due: async (dueAt: number) => {
      await store.write((tx) => scheduler.jobs()[0]?.record(tx, dueAt));
      scheduler.jobs()[0]?.begin();
    },
    becomes: (result: ScheduleResult) =>
      until(`it is ${result}`, () => lastScheduleRun(db, "nightly")?.result === result),
    starts: () => until("its run is recorded", () => lastScheduleRun(db, "nightly")?.runId ?? undefined),
    endNewestRun: (status: "completed" | "failed") =>
      store.write((tx) => endRun(tx, listRuns(tx.db)[0]?.id ?? "", status, "because")),
    writePlan: (text: string) => writeFileSync(join(house.folder, "plan.yaml"), text),
    /** The next daemon's scheduler takes over. */
    restart: async (start: StartRun = startRun) => {
      await scheduler.stop();
      scheduler = starting(start);
      scheduler.start();
    },
    [Symbol.asyncDispose]: async () => {
      await scheduler.stop();
      house[Symbol.dispose]();
    },
  };
}

describe("a schedule that is due", () => {
  test("starts a run of its plan, and is done when that has completed", async () => {
    await using it = nightly();
    await it.restart();
    await it.due(START);
    const runId = await it.starts();
    expect(listRuns(it.db)).toMatchObject([{ id: runId, status: "active" }]);
    expect(it.last()).toMatchObject({ dueAt: START, result: "running", endedAt: null });
    await it.endNewestRun("completed");
    await it.becomes("done");
  });

  test("has failed when its run has failed, which is no condition of its own", async () => {
    await using it = nightly();
    await it.restart();
    await it.due(START);
    await it.starts();
    await it.endNewestRun("failed");
    await it.becomes("failed");
    expect(it.last()?.message).toBe("RUN-001 failed: because");
    await it.restart();
    expect(it.signs.list()).toEqual([]);
  });

  test("that a crash interrupted is started by the next daemon, once", async () => {
    await using it = nightly();
    await it.due(START);
    await it.starts();
    // The crash came between the run and its record.
    it.db.run("UPDATE schedule_runs SET run_id = NULL");
    it.writePlan("[");
    await it.restart();
    await it.starts();
    expect(listRuns(it.db)).toHaveLength(1);
  });

  test("while the run before it is active is skipped, and says why", async () => {
    await using it = nightly("skip");
    await it.due(START - 1000);
    await it.starts();
    await it.due(START);
    expect(it.last()).toMatchObject({ result: "skipped", message: "the run before it is not over" });
    expect(listEvents(it.db, { after: 0, limit: 99 }).at(-1)).toMatchObject({
      kind: "schedule.skipped",
      data: { schedule: "nightly", dueAt: START, reason: "the run before it is not over" },
    });
  });

  test("waits for the run before it, if it may, and starts then", async () => {
    await using it = nightly("queue");
    await it.restart();
    await it.due(START - 1000);
    await it.starts();
    await it.due(START);
    for (const _ of [1, 2, 3]) await it.store.write((tx) => tx.event("daemon.warning", {}));
    expect(it.last()?.result).toBe("waiting");
    await it.endNewestRun("completed");
    await it.becomes("running");
    await it.starts();
    expect(listRuns(it.db)).toHaveLength(2);
  });
});

describe("a plan that cannot be started", () => {
  test("is recorded as failed and becomes a condition, until a run of it starts", async () => {
    await using it = nightly();
    it.writePlan("tasks: [");
    await it.due(START - 1000);
    await it.becomes("failed");
    expect(it.last()?.message).toMatch(/^plan\.yaml:\d+: YAML Parse error/);
    await until("it is a condition", () => it.signs.list().length > 0);
    expect(it.signs.list()).toMatchObject([
      {
        cause: "schedule_failed:nightly",
        kind: "schedule_failed",
        subject: "nightly",
        message: expect.stringContaining("schedule nightly could not start its run: plan.yaml:"),
        hint: "mend the file; nothing was started",
      },
    ]);
    it.writePlan("goal: mended\n");
    await it.due(START);
    await it.starts();
    await until("the condition is gone", () => it.signs.list().length === 0);
  });

  test("is still a condition under the next daemon, also when it was only skipped since", async () => {
    await using it = nightly();
    it.writePlan("");
    await it.due(START);
    await it.becomes("failed");
    it.setClock(START + 5 * HOUR);
    await it.due(START + HOUR);
    expect(it.last()?.result).toBe("skipped");
    for (const { cause } of it.signs.list()) it.signs.clear(cause);
    await it.restart();
    expect(it.signs.list().map(({ message }) => message)).toEqual([
      "schedule nightly could not start its run: plan.yaml: is empty",
    ]);
  });
});

describe("a schedule that is run now", () => {
  test("has started its run when that is answered", async () => {
    await using it = nightly();
    await it.runNow();
    expect(it.last()).toMatchObject({ result: "running", dueAt: START, runId: listRuns(it.db)[0]?.id });
    expect(it.list()).toMatchObject([{ settings: { name: "nightly" }, last: { result: "running" } }]);
  });

  test("is refused while the run before it is active, and leaves no trace", async () => {
    await using it = nightly();
    await it.runNow();
    it.setClock(START + 1);
    await expect(it.runNow()).rejects.toMatchObject({
      code: "conflict",
      message: "schedule nightly: the run before it is not over",
      hint: "to start it all the same: overstory run --plan plan.yaml",
    });
    expect(listOpenScheduleRuns(it.db)).toHaveLength(1);
  });

  test("says what is wrong with its plan", async () => {
    await using it = nightly();
    it.writePlan("");
    await expect(it.runNow()).rejects.toMatchObject({
      code: "conflict",
      message: "schedule nightly: plan.yaml: is empty",
    });
  });

  test("under a name that there is not is refused with a suggestion", async () => {
    await using it = nightly();
    const scheduler = new Scheduler(it, new ScheduledStarts(it, it.startRun));
    await expect(scheduler.runNow("nightli")).rejects.toMatchObject({
      code: "not_found",
      message: 'there is no schedule "nightli"; did you mean "nightly"?',
    });
  });
});
