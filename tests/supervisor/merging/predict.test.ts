import { expect, test } from "bun:test";
import { claimTask } from "../../../src/store/claims.ts";
import { moveTask } from "../../../src/store/tasks.ts";
import { predictConflicts } from "../../../src/supervisor/merging/predict.ts";
import { Yard } from "./yard.ts";

test("open branches are found that do not go together, with each other and with their target; merged ones are not", async () => {
  await using yard = Yard.open();
  yard.repository.commit("base", { shared: "base\n" });
  const changes = [{ shared: "one\n" }, { shared: "two\n" }, { calm: "\n" }, { shared: "merged\n" }];
  const open = changes.map((change, index) => yard.work(index, change, "main", true));
  yard.store.writeNow((tx) => {
    for (const [index, task] of yard.tasks.entries()) {
      moveTask(tx, task.id, { status: "todo" });
      claimTask(tx, open[index]?.id ?? "", task.id);
    }
  });
  const label = (n: number) => ({
    label: `RUN-001/t${n} (SESSION-00${n + 1})`,
    branch: `overstory/task/run-001/t${n}`,
  });
  const found = await predictConflicts(yard.world, [yard.run]);
  expect(found).toEqual([
    { ours: label(0), theirs: label(1), files: ["shared"] },
    { ours: label(0), theirs: label(3), files: ["shared"] },
    { ours: label(1), theirs: label(3), files: ["shared"] },
  ]);

  yard.store.db.query("UPDATE tasks SET status = 'review' WHERE key = 't3'").run();
  await yard.queue.add(yard.tasks[3]?.id ?? "", open[3]?.id ?? "", yard.run.id);
  const target = { label: yard.target, branch: yard.target };
  expect(await yard.queue.conflicts(null)).toEqual([
    { ours: label(0), theirs: target, files: ["shared"] },
    { ours: label(1), theirs: target, files: ["shared"] },
    { ours: label(0), theirs: label(1), files: ["shared"] },
  ]);
});
