import { describe, expect, test } from "bun:test";
import { requireSession } from "../../../src/store/sessions.ts";
import { type ImportHouse, importHouse } from "./fixture.ts";
import { activityRecord, openRecord, runRecord, sessionRecord, T0, taskRecord } from "./memory-format.ts";

const parentOf = (house: ImportHouse, name: string) => {
  const { parentId } = requireSession(house.db, name);
  return parentId === null ? null : requireSession(house.db, parentId).name;
};

describe("a parent", () => {
  test("is found by id or by name, also when it comes later", async () => {
    using house = importHouse();
    await house.take([
      sessionRecord("a", { parent: { id: "c" } }),
      sessionRecord("b", { parent: { name: "see" } }),
      sessionRecord("c", { name: "see" }),
    ]);
    expect(["a", "b"].map((name) => parentOf(house, name))).toEqual(["see", "see"]);
  });

  test("of several with the name is the one that was open then, and nobody where that leaves a doubt", async () => {
    using house = importHouse();
    const { report } = await house.take([
      sessionRecord("1", { name: "lead", startedAt: T0 - 1000, endedAt: T0 - 500 }),
      openRecord("2", { name: "lead", startedAt: T0 - 100 }),
      sessionRecord("child", { parent: { name: "lead" } }),
      sessionRecord("3", { name: "boss", startedAt: T0 - 9 }),
      sessionRecord("4", { name: "boss", startedAt: T0 - 8 }),
      sessionRecord("other", { parent: { name: "boss" } }),
    ]);
    expect(requireSession(house.db, "child").parentId).toBe(requireSession(house.db, "2").id);
    expect(parentOf(house, "other")).toBeNull();
    expect(report.dangling.first).toMatchObject([
      { field: "parent", to: "boss", reason: "2 sessions of the source have that name" },
    ]);
  });

  test("is never above itself", async () => {
    using house = importHouse();
    const { report } = await house.take([
      sessionRecord("a", { parent: { id: "b" } }),
      sessionRecord("b", { parent: { id: "c" } }),
      sessionRecord("c", { parent: { id: "a" } }),
      sessionRecord("d", { parent: { id: "d" } }),
    ]);
    expect(["a", "b", "c", "d"].map((name) => parentOf(house, name))).toEqual(["b", "c", null, null]);
    expect(report.dangling.count).toBe(2);
  });
});

test("what refers to nothing is told, and its row is kept for good", async () => {
  using house = importHouse();
  const ghost = { kind: "task" as const, id: "ghost" };
  const { report } = await house.take([
    sessionRecord("s", { run: { kind: "run", id: "r9" } }),
    taskRecord("A", { sprint: { kind: "sprint", id: "p9" } }),
    activityRecord("nobody", "lost"),
    activityRecord("s", "found", { task: ghost }),
    { kind: "dependency", task: { kind: "task", id: "A" }, dependsOn: ghost },
    { kind: "extra", belongsTo: { kind: "session", id: "s9" } },
  ]);
  expect(report.rows.imported).toBe(6);
  expect(report.dangling.first.map(({ field, to }) => `${field} ${to}`).toSorted()).toEqual([
    "run r9",
    "session nobody",
    "session s9",
    "sprint p9",
    "task ghost",
    "task ghost",
  ]);
  expect(house.one("SELECT count(*) AS n FROM imported_rows WHERE note IS NOT NULL")).toEqual({ n: 6 });
});

test("order does not matter: what comes before what it belongs to is written all the same", async () => {
  using house = importHouse();
  const { report } = await house.take([
    { kind: "dependency", task: { kind: "task", id: "A" }, dependsOn: { kind: "task", id: "B" } },
    activityRecord("s", "early"),
    taskRecord("A", { run: { kind: "run", id: "r" }, parent: { kind: "task", id: "B" } }),
    taskRecord("B"),
    sessionRecord("s", { run: { kind: "run", id: "r" } }),
    runRecord("r"),
  ]);
  expect(report.made).toEqual({ runs: 1, sessions: 1, sprints: 0, tasks: 2, activities: 1, dependencies: 1 });
  expect(
    house.one(
      "SELECT count(*) AS n FROM tasks AS t JOIN runs AS r ON r.id = t.run_id JOIN tasks AS p ON p.id = t.parent_id",
    ),
  ).toEqual({ n: 1 });
  expect(requireSession(house.db, "s").runId).not.toBeNull();
});
