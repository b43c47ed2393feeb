import { expect, test } from "bun:test";
import { applySuggestion, listSuggestions } from "../../src/store/import-suggestions.ts";
import { requireImport } from "../../src/store/imports.ts";
import { requireSession } from "../../src/store/sessions.ts";
import { type ImportHouse, importHouse } from "../compat/engine/fixture.ts";
import { openRecord, sessionRecord, T0, taskRecord } from "../compat/engine/memory-format.ts";

const apply = (house: ImportHouse, number: number) =>
  house.store.writeNow((tx) => applySuggestion(tx, requireImport(tx.db, "IMPORT-001"), number));
const statusOf = (house: ImportHouse, key: string) =>
  house.one<{ status: string }>("SELECT status FROM tasks WHERE key = ?", key).status;

/** Two open sessions of a name and their task, and two tasks whose workers have ended. */
async function doubtful(): Promise<ImportHouse> {
  const house = importHouse();
  await house.take([
    openRecord("1", { name: "ares" }),
    openRecord("2", { name: "ares", startedAt: T0 + 1 }),
    sessionRecord("3", { name: "hera" }),
    sessionRecord("4", { name: "zeus", outcome: "failed" }),
    taskRecord("A", { status: "underway", holder: { name: "ares" } }),
    taskRecord("B", { status: "underway", holder: { name: "hera" } }),
    taskRecord("C", { status: "underway", holder: { name: "zeus" } }),
  ]);
  return house;
}

test("a suggestion does what it says: the session holds the task, with its stack", async () => {
  using house = await doubtful();
  expect(apply(house, 1)).toMatchObject({ kind: "current_task", task: "A", appliedAt: house.clock.now });
  expect(statusOf(house, "A")).toBe("underway");
  expect(requireSession(house.db, "ares").currentTaskId).not.toBeNull();
  const stack = house.db.query(
    "SELECT f.kind FROM context_frames AS f JOIN sessions AS s ON s.id = f.session_id WHERE s.name = 'ares' ORDER BY f.depth",
  );
  expect(stack.all()).toEqual([{ kind: "project" }, { kind: "task" }]);
});

test("a task whose worker has ended is complete, or to do again", async () => {
  using house = await doubtful();
  apply(house, 2);
  apply(house, 3);
  expect([statusOf(house, "B"), statusOf(house, "C")]).toEqual(["complete", "todo"]);
});

test("what is the case by now may forbid it, and nothing is done twice", async () => {
  using house = await doubtful();
  apply(house, 2);
  expect(() => apply(house, 2)).toThrow("it was applied before");
  expect(() => apply(house, 9)).toThrow("IMPORT-001 has no suggestion 9");
  house.db.run("UPDATE tasks SET status = 'aborted', closed_at = 1 WHERE key = 'A'");
  expect(() => apply(house, 1)).toThrow("A is aborted");
  const { id } = requireImport(house.db, "IMPORT-001");
  expect(listSuggestions(house.db, id).map(({ appliedAt }) => appliedAt !== null)).toEqual([
    false,
    true,
    false,
  ]);
});
