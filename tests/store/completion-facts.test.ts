import { expect, test } from "bun:test";
import { handOffTask } from "../../src/store/claims.ts";
import {
  countSessionUpdates,
  countTaskUpdates,
  listSprintTasks,
  listSubtasks,
} from "../../src/store/completion-facts.ts";
import { pushFrame } from "../../src/store/context.ts";
import { requireSession } from "../../src/store/sessions.ts";
import { moveTask } from "../../src/store/tasks.ts";
import { addSprint, addTask, hold, keepSession, say } from "../work/kept-work.ts";
import { addRun, testStore } from "./fixture.ts";

test("subtasks are all those below, whatever their depth; closed ones are counted, open ones named", () => {
  using test = testStore();
  const top = addTask(test.store);
  const middle = addTask(test.store, { parentId: top.id });
  const bottom = addTask(test.store, { parentId: middle.id });
  test.store.writeNow((tx) => moveTask(tx, middle.id, { status: "complete" }));
  expect(listSubtasks(test.db, top.id)).toEqual({ count: 2, open: [{ key: bottom.key, status: "todo" }] });
  expect(listSubtasks(test.db, bottom.id)).toEqual({ count: 0, open: [] });
});

test("tasks of a run are named with it", () => {
  using test = testStore();
  const sprint = addSprint(test.store);
  const { tasks } = addRun(test.store, { id: "api" });
  test.db.run("UPDATE tasks SET sprint_id = ? WHERE id = ?", [sprint.id, tasks[0]?.id ?? ""]);
  expect(listSprintTasks(test.db, sprint.id).open.map(({ key }) => key)).toEqual(["RUN-001/api"]);
});

test("updates count for the task that was active and all above it, whoever logged them", () => {
  using test = testStore();
  const task = addTask(test.store);
  const subtask = addTask(test.store, { parentId: task.id });
  const me = keepSession(test.store);
  say(test.store, me, "before");
  hold(test.store, me, task);
  say(test.store, me);
  test.store.writeNow((tx) => pushFrame(tx, me, { kind: "subtask", sprintId: null, taskId: subtask.id }));
  say(test.store, me);
  const other = keepSession(test.store, { name: "other" });
  test.store.writeNow((tx) => handOffTask(tx, requireSession(tx.db, me.id), other, task));
  say(test.store, other);
  expect([countTaskUpdates(test.db, task.id), countTaskUpdates(test.db, subtask.id)]).toEqual([3, 2]);
  expect(countSessionUpdates(test.db, me.id)).toBe(3);
});
