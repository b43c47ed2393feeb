import { expect, test } from "bun:test";
import { moveTask, requireTask } from "../../src/store/tasks.ts";
import { readRole } from "../../src/supervisor/read-role.ts";
import { declareDone } from "../../src/work/task-ending.ts";
import { type Team, team } from "../team/mail/team.ts";

/** Whether the worker may end without commits, after its child's task has gone that way. */
function isExcused(it: Team, ...fates: ("complete" | "aborted")[]): boolean {
  const task = requireTask(it.db, it.tasks.find(({ key }) => key === "api")?.id ?? "");
  const children = it.tasks.filter(({ key }) => key === "docs");
  it.store.writeNow((tx) => {
    declareDone(tx, it.api, task, "api", { summary: "others did it", reason: null, errors: [] });
    for (const [index, status] of fates.entries()) {
      const { id } = children[index] ?? task;
      tx.db.query("UPDATE tasks SET made_by = ? WHERE id = ?").run(it.api.id, id);
      moveTask(tx, id, { status });
    }
  });
  return readRole(it.db, it.api, task).isExcused;
}

test("who had all done by others may end without commits, and not who has dropped all of it", () => {
  using delegating = team();
  expect(isExcused(delegating, "complete")).toBe(true);
  using dropping = team();
  expect(isExcused(dropping, "aborted")).toBe(false);
  using idle = team();
  expect(isExcused(idle)).toBe(false);
});
