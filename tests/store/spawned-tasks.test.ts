import { describe, expect, test } from "bun:test";
import type { TaskSpec } from "../../src/domain/task.ts";
import { claimTask, releaseTask } from "../../src/store/claims.ts";
import { insertRun } from "../../src/store/runs.ts";
import { settleSession } from "../../src/store/session-changes.ts";
import { requireSession } from "../../src/store/sessions.ts";
import {
  countFailedAlike,
  countMade,
  depthOf,
  findCoordinator,
  findParent,
  insertSpawnedTask,
  listOpenTasks,
  listTasksMadeBy,
  reparent,
  type SpawnedTask,
} from "../../src/store/spawned-tasks.ts";
import { insertTasks, listTasks, moveTask, requireTask } from "../../src/store/tasks.ts";
import { errorOf } from "../support/error-of.ts";
import { addSession, plannedTask, type TestStore, testStore } from "./fixture.ts";

/** A run that a session coordinates. */
function coordinated() {
  const it = testStore();
  const { store, db } = it;
  const spec: TaskSpec = { ...plannedTask().spec, role: "coordinator", isCoordination: true };
  const run = store.writeNow((tx) => {
    const made = insertRun(tx, { goal: "goal", maxAgents: 4 });
    insertTasks(tx, made.id, [plannedTask({ id: "coordinate", spec })]);
    return made;
  });
  const coordinator = addSession(store, {
    name: "coordinate",
    role: "coordinator",
    runId: run.id,
    state: "working",
  });
  const coordination = listTasks(db, run.id)[0]?.id ?? "";
  store.writeNow((tx) => claimTask(tx, coordinator.id, coordination));
  const spawn = (wish: Partial<SpawnedTask> = {}) =>
    store.writeNow((tx) =>
      insertSpawnedTask(tx, {
        runId: run.id,
        madeBy: coordinator.id,
        title: "api",
        spec: plannedTask().spec,
        dependsOn: [],
        requestId: null,
        ...wish,
      }),
    );
  return { ...it, run, coordinator, coordination, spawn, [Symbol.dispose]: () => it[Symbol.dispose]() };
}

const end = ({ store }: Pick<TestStore, "store">, id: string) =>
  store.writeNow((tx) => {
    releaseTask(tx, id);
    settleSession(tx, id, { state: "completed", phase: "failed", outcome: "failed", reason: "it ended" });
  });

describe("a spawned task", () => {
  test("follows those of its run, and waits for what it depends on", () => {
    using it = coordinated();
    const first = it.spawn();
    const second = it.spawn({ title: "docs", dependsOn: [first.key.toLowerCase()] });
    expect([first.position, second.position]).toEqual([1, 2]);
    expect(second).toMatchObject({ status: "todo", madeBy: it.coordinator.id, dependsOn: [first.key] });
    expect(listTasksMadeBy(it.db, [it.coordinator.id]).map(({ key }) => key)).toEqual([
      first.key,
      second.key,
    ]);
  });

  test("is made once for each request", () => {
    using it = coordinated();
    const first = it.spawn({ requestId: "1" });
    expect(it.spawn({ requestId: "1", title: "another" })).toEqual(first);
    expect(it.spawn({ requestId: "2" }).id).not.toBe(first.id);
    expect(countMade(it.db, it.run.id)).toBe(2);
    expect(countMade(it.db, it.run.id, it.clock.now + 1)).toBe(0);
  });

  test("depends on no task of another run, and nothing is made then", () => {
    using it = coordinated();
    expect(errorOf(() => it.spawn({ dependsOn: ["nowhere"] }))).toMatchObject({
      code: "not_found",
      message: 'dependsOn: "nowhere" is no task of this run',
    });
    expect(countMade(it.db, it.run.id)).toBe(0);
  });

  test("is open until it is complete, aborted or blocked; one that was stopped counts as failed", () => {
    using it = coordinated();
    const [one, two] = [it.spawn(), it.spawn()];
    expect(listOpenTasks(it.db, it.run.id)).toHaveLength(2);
    it.store.writeNow((tx) => moveTask(tx, one.id, { status: "blocked", code: "agent_failed", reason: "r" }));
    it.store.writeNow((tx) => moveTask(tx, two.id, { status: "complete" }));
    expect(listOpenTasks(it.db, it.run.id)).toEqual([]);
    expect(countFailedAlike(it.db, [it.coordinator.id], "api", 0)).toBe(1);
  });
});

describe("the parent of a session", () => {
  test("is whoever had its task made, or goes on with that one's work", () => {
    using it = coordinated();
    const lead = addSession(it.store, { name: "lead", runId: it.run.id, state: "working" });
    const task = it.spawn({ madeBy: lead.id });
    expect(findParent(it.db, task)?.id).toBe(lead.id);
    end(it, lead.id);
    const heir = addSession(it.store, { name: "heir", runId: it.run.id, predecessorId: lead.id });
    expect(findParent(it.db, task)?.id).toBe(heir.id);
  });

  test("is the run's coordinator when that one has ended for good, and nobody when that has ended too", () => {
    using it = coordinated();
    const lead = addSession(it.store, { name: "lead", runId: it.run.id, state: "working" });
    const task = it.spawn({ madeBy: lead.id });
    end(it, lead.id);
    expect(findParent(it.db, task)?.id).toBe(it.coordinator.id);
    end(it, it.coordinator.id);
    expect(findCoordinator(it.db, it.run.id)).toBeNull();
    expect(findParent(it.db, task)).toBeNull();
    expect(depthOf(it.db, task, null)).toBe(lead.depth + 1);
  });

  test("of the coordinator itself is nobody", () => {
    using it = coordinated();
    expect(findParent(it.db, requireTask(it.db, it.coordination))).toBeNull();
  });

  test("can be changed: open children and open tasks go with it, what is closed stays", () => {
    using it = coordinated();
    const lead = addSession(it.store, { name: "lead", runId: it.run.id, state: "working" });
    const child = addSession(it.store, { name: "child", runId: it.run.id, parentId: lead.id });
    const past = addSession(it.store, { name: "past", runId: it.run.id, parentId: lead.id });
    end(it, past.id);
    const [open, closed] = [it.spawn({ madeBy: lead.id }), it.spawn({ madeBy: lead.id })];
    it.store.writeNow((tx) => moveTask(tx, closed.id, { status: "complete" }));
    expect(it.store.writeNow((tx) => reparent(tx, lead.id, it.coordinator))).toEqual([child.key]);
    expect(requireSession(it.db, child.id).parentId).toBe(it.coordinator.id);
    expect(requireSession(it.db, past.id).parentId).toBe(lead.id);
    expect(requireTask(it.db, open.id).madeBy).toBe(it.coordinator.id);
    expect(requireTask(it.db, closed.id).madeBy).toBe(lead.id);
  });
});
