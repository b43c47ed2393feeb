import { expect, test } from "bun:test";
import { isDeclaredDone } from "../../src/store/after-turn.ts";
import { requireTask } from "../../src/store/tasks.ts";
import { Done } from "../../src/team/done.ts";
import { type Team, team } from "./mail/team.ts";

/** The checks of a worker's task are those of `task complete`. */
const changed: string[] = [];
const doneOf = ({ store, db }: Team) =>
  new Done(store, {
    change: async (_caller, session, task, change, { summary }) => {
      changed.push(`${session?.name} ${task.key} ${change} ${summary}`);
      return requireTask(db, task.id);
    },
  });

test("a coordinator is done when every task is closed, and not before: those that are not are named", async () => {
  using it = team();
  const done = doneOf(it);
  await expect(done.declare(it.coordinator, { summary: "all" })).rejects.toMatchObject({
    code: "conflict",
    message: "the run is not done: 2 tasks are not closed: api (underway), docs (underway)",
  });
  it.end(it.api, "completed", { status: "blocked", code: "agent_failed", reason: "it gave up" });
  it.end(it.docs, "completed", { status: "aborted" });
  await done.declare(it.coordinator, { summary: "all" });
  expect(isDeclaredDone(it.db, it.coordinator.id)).toBe(true);
  expect(requireTask(it.db, it.tasks[0]?.id ?? "")).toMatchObject({ status: "underway", summary: "all" });
});

test("a worker's task goes through its checks", async () => {
  using it = team();
  await doneOf(it).declare(it.api, { summary: "built" });
  expect(changed).toEqual(["api api complete built"]);
});

test("who is to change nothing says what it found", async () => {
  using it = team();
  const task = it.tasks[2]?.id ?? "";
  it.db.run("UPDATE tasks SET spec = json_set(spec, '$.mayWrite', json('[]')) WHERE id = ?", [task]);
  await expect(doneOf(it).declare(it.docs, {})).rejects.toMatchObject({
    code: "usage",
    message: "summary: is missing; what you found is your work",
  });
  await doneOf(it).declare(it.docs, { summary: "it is in src/cache.ts" });
  expect(requireTask(it.db, task).summary).toBe("it is in src/cache.ts");
});

test("who holds no task has nothing to be done with", async () => {
  using it = team();
  it.end(it.api, "completed", { status: "aborted" });
  await expect(doneOf(it).declare(it.api, {})).rejects.toMatchObject({ code: "conflict" });
});
