import { describe, expect, test } from "bun:test";
import { listSuggestions } from "../../../src/store/import-suggestions.ts";
import { type ImportHouse, importHouse } from "./fixture.ts";
import { openRecord, sessionRecord, sprintRecord, T0, taskRecord } from "./memory-format.ts";

const underway = (id: string, holder: { id: string } | { name: string } | null) =>
  taskRecord(id, { status: "underway", holder });

const holders = (house: ImportHouse) =>
  house.db
    .query<{ task: string; status: string; session: string | null }, []>(
      `SELECT k.key AS task, k.status, s.name AS session FROM tasks AS k LEFT JOIN sessions AS s ON s.current_task_id = k.id ORDER BY 1`,
    )
    .all();
const suggestions = (house: ImportHouse) =>
  listSuggestions(house.db, house.one<{ id: string }>("SELECT id FROM imports").id);

describe("a task that is underway", () => {
  test("is held by the only open session that is named for it, whatever way it is named", async () => {
    using house = importHouse();
    const { report } = await house.take([
      openRecord("1", { name: "ares" }),
      openRecord("2", { name: "hera" }),
      openRecord("3", { name: "zeus", currentTask: { kind: "task", id: "C" } }),
      sessionRecord("4", { name: "hera" }),
      underway("A", { id: "1" }),
      underway("B", { name: "hera" }),
      underway("C", null),
    ]);
    expect(holders(house)).toEqual([
      { task: "A", status: "underway", session: "ares" },
      { task: "B", status: "underway", session: "hera" },
      { task: "C", status: "underway", session: "zeus" },
    ]);
    expect({ held: report.held, suggestions: report.suggestions }).toEqual({ held: 3, suggestions: 0 });
    expect(house.one("SELECT count(*) AS n FROM claims WHERE released_at IS NULL")).toEqual({ n: 3 });
  });

  test("is paused and suggested when more than one could be meant", async () => {
    using house = importHouse();
    await house.take([
      openRecord("1", { name: "ares" }),
      openRecord("2", { name: "ares", startedAt: T0 + 1 }),
      openRecord("3", { name: "zeus" }),
      underway("A", { name: "ares" }),
      underway("B", { id: "3" }),
      underway("C", { id: "3" }),
    ]);
    expect(holders(house).map(({ status, session }) => [status, session])).toEqual([
      ["paused", null],
      ["paused", null],
      ["paused", null],
    ]);
    expect(suggestions(house).map(({ kind, task, session }) => [kind, task, session])).toEqual([
      ["current_task", "A", "SESSION-002"],
      ["current_task", "B", "SESSION-003"],
      ["current_task", "C", "SESSION-003"],
    ]);
    expect(house.one("SELECT stop_reason AS reason FROM tasks WHERE key = 'A'")).toEqual({
      reason: "imported: nobody is known to work on it",
    });
  });

  test("whose worker has ended is a mismatch for a person to judge", async () => {
    using house = importHouse();
    await house.take([
      sessionRecord("1", { name: "ares" }),
      sessionRecord("2", { name: "hera", outcome: "failed" }),
      underway("A", { name: "ares" }),
      underway("B", { name: "hera" }),
      underway("C", { name: "nobody" }),
    ]);
    expect(suggestions(house).map(({ kind, task }) => [kind, task])).toEqual([
      ["complete_task", "A"],
      ["release_task", "B"],
    ]);
    expect(holders(house).every(({ status }) => status === "paused")).toBe(true);
  });
});

test("an open session that names a task that is not underway is asked about", async () => {
  using house = importHouse();
  await house.take([openRecord("1", { currentTask: { kind: "task", id: "A" } }), taskRecord("A")]);
  expect(holders(house)).toEqual([{ task: "A", status: "todo", session: null }]);
  expect(suggestions(house)).toMatchObject([{ kind: "current_task", task: "A", session: "SESSION-001" }]);
});

test("the stack of an open session is the legal part of what it had", async () => {
  using house = importHouse();
  const frame = (kind: "project" | "sprint" | "task" | "subtask", id: string | null, pushedAt: number) => ({
    kind,
    ref: id === null ? null : { kind: kind === "sprint" ? ("sprint" as const) : ("task" as const), id },
    pushedAt,
  });
  await house.take([
    sprintRecord("p"),
    openRecord("1", {
      currentTask: { kind: "task", id: "A" },
      frames: [
        frame("project", null, T0),
        frame("sprint", "p", T0 + 1),
        frame("task", "A", T0 + 2),
        frame("subtask", "B", T0 + 3),
        frame("subtask", "C", T0 + 4),
      ],
    }),
    taskRecord("A", { status: "underway" }),
    taskRecord("B", { parent: { kind: "task", id: "A" } }),
    taskRecord("C"),
  ]);
  const stack = house.db
    .query(
      `SELECT f.kind, coalesce(p.key, k.key) AS key, f.pushed_at AS at FROM context_frames AS f
       LEFT JOIN sprints AS p ON p.id = f.sprint_id LEFT JOIN tasks AS k ON k.id = f.task_id ORDER BY f.depth`,
    )
    .all();
  expect(stack).toEqual([
    { kind: "project", key: null, at: T0 },
    { kind: "sprint", key: "SPRINT-001", at: T0 + 1 },
    { kind: "task", key: "A", at: T0 + 2 },
    { kind: "subtask", key: "B", at: T0 + 3 },
  ]);
  expect(house.one("SELECT count(*) AS n FROM activities WHERE kind = 'context'")).toEqual({ n: 4 });
});
