import { describe, expect, test } from "bun:test";
import { rollBack } from "../../../src/compat/engine/roll-back.ts";
import { insertRun } from "../../../src/store/runs.ts";
import { transition } from "../../../src/store/session-changes.ts";
import { insertTasks } from "../../../src/store/tasks.ts";
import { addSession, plannedTask } from "../../store/fixture.ts";
import { importHouse } from "./fixture.ts";
import {
  activityRecord,
  openRecord,
  runRecord,
  sessionRecord,
  sprintRecord,
  taskRecord,
} from "./memory-format.ts";

const ROWS = () => [
  runRecord("r1"),
  sprintRecord("p1"),
  sessionRecord("s1", { run: { kind: "run", id: "r1" }, formerKey: "SESSION-009" }),
  openRecord("s2", { parent: { id: "s1" } }),
  taskRecord("t1", {
    status: "underway",
    holder: { id: "s2" },
    sprint: { kind: "sprint", id: "p1" },
    extra: { x: 1 },
  }),
  activityRecord("s1", "did it"),
];

describe("a rollback", () => {
  test("leaves every table as it was before the import, and keeps its record", async () => {
    using house = importHouse();
    addSession(house.store);
    const before = house.hash();
    await house.take(ROWS());
    expect(house.hash()).not.toBe(before);
    const { removed } = await rollBack(house.store, "IMPORT-001", "refuse");
    expect(removed).toEqual({ run: 1, session: 2, sprint: 1, task: 1 });
    expect(house.hash()).toBe(before);
    expect(house.one("SELECT key, status FROM imports")).toEqual({
      key: "IMPORT-001",
      status: "rolled_back",
    });
  });

  test("lets the same content be imported again", async () => {
    using house = importHouse();
    await house.take(ROWS());
    await rollBack(house.store, "IMPORT-001", "refuse");
    const { record, isRepeat } = await house.take(ROWS());
    expect({ key: record?.key, isRepeat }).toEqual({ key: "IMPORT-002", isRepeat: false });
  });

  test("is refused a second time", async () => {
    using house = importHouse();
    await house.take(ROWS());
    await rollBack(house.store, "IMPORT-001", "refuse");
    await expect(rollBack(house.store, "import-001", "refuse")).rejects.toMatchObject({ code: "conflict" });
  });

  test("is refused while other work refers to it, which --detach gives up and --cascade removes", async () => {
    for (const references of ["detach", "cascade"] as const) {
      using house = importHouse();
      await house.take(ROWS());
      const { id } = house.one<{ id: string }>("SELECT id FROM sessions WHERE key = 'SESSION-009'");
      const child = addSession(house.store, { name: "child", parentId: id });
      house.store.writeNow((tx) => transition(tx, child.id, "completed"));
      await expect(rollBack(house.store, "IMPORT-001", "refuse")).rejects.toMatchObject({
        code: "conflict",
        message: expect.stringContaining(`${child.key} is below SESSION-009`),
        hint: expect.stringContaining("--detach"),
      });
      await rollBack(house.store, "IMPORT-001", references);
      const left = house.db.query("SELECT key, parent_id AS parentId FROM sessions").all();
      expect(left).toEqual(references === "detach" ? [{ key: child.key, parentId: null }] : []);
    }
  });

  test("is refused when what was imported has changed since, and tells what was done", async () => {
    using house = importHouse();
    await house.take(ROWS());
    const { id } = house.one<{ id: string }>("SELECT id FROM sessions WHERE name = 's2'");
    house.store.writeNow((tx) => transition(tx, id, "stalled"));
    await expect(rollBack(house.store, "IMPORT-001", "refuse")).rejects.toMatchObject({
      message: expect.stringContaining("session.stalled"),
    });
    await rollBack(house.store, "IMPORT-001", "detach");
    expect(house.one("SELECT count(*) AS n FROM sessions")).toEqual({ n: 0 });
  });

  test("names the task that was changed, not the session that had to do with it, and nothing twice", async () => {
    using house = importHouse();
    await house.take(ROWS());
    const sessionId = house.one<{ id: string }>("SELECT id FROM sessions WHERE name = 's2'").id;
    const { id: taskId } = house.one<{ id: string }>("SELECT id FROM tasks");
    for (const _ of [1, 2])
      house.store.writeNow((tx) => tx.event("task.reopened", { sessionId, taskId }, { key: "t1" }));
    const refusal = rollBack(house.store, "IMPORT-001", "refuse");
    await expect(refusal).rejects.toMatchObject({
      message: "IMPORT-001 cannot be rolled back: other work has come to rest on it\nt1: task.reopened",
    });
  });

  test("never takes a task from an open session that came to hold it", async () => {
    using house = importHouse();
    await house.take([taskRecord("t1")]);
    const { id } = house.one<{ id: string }>("SELECT id FROM tasks");
    const holder = addSession(house.store, { name: "holder" });
    house.db.query("UPDATE sessions SET current_task_id = ? WHERE id = ?").run(id, holder.id);
    for (const references of ["refuse", "detach", "cascade"] as const)
      await expect(rollBack(house.store, "IMPORT-001", references)).rejects.toMatchObject({
        message: expect.stringContaining(`${holder.key} works on t1`),
      });
  });

  test("gives no number back that others have used since", async () => {
    using house = importHouse();
    await house.take(ROWS());
    addSession(house.store, { name: "later" });
    await rollBack(house.store, "IMPORT-001", "refuse");
    expect(addSession(house.store, { name: "next" }).key).toBe("SESSION-012");
  });

  test("leaves the tasks of a run of ours alone that depend on nothing of it", async () => {
    using house = importHouse();
    house.store.writeNow((tx) =>
      insertTasks(tx, insertRun(tx, { goal: "", maxAgents: 1 }).id, [plannedTask()]),
    );
    const before = house.hash();
    await house.take(ROWS());
    await rollBack(house.store, "IMPORT-001", "cascade");
    expect(house.hash()).toBe(before);
  });
});
