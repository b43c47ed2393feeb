import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FolderBudget } from "../../src/files/folder-budget.ts";
import { WorktreeWatch } from "../../src/files/worktree-watch.ts";
import { tempFolder } from "../support/temp.ts";
import { until } from "../support/wait.ts";
import { settled } from "./settled.ts";

test("a worktree that the system watches as a whole takes one watch, and folders of tools are not counted", async () => {
  using temp = tempFolder();
  mkdirSync(join(temp.path, "src/deep"), { recursive: true });
  mkdirSync(join(temp.path, "node_modules"));
  const budget = new FolderBudget({ each: 10, inAll: 10 });
  const watch = new WorktreeWatch({ worktree: temp.path, gitFolder: null }, budget, "whole");
  await watch.isComplete;
  expect(budget.taken).toBe(1);
  writeFileSync(join(temp.path, "node_modules/ignored"), "");
  await settled(() => watch.look());
  expect(watch.look()).toBe(0);
  writeFileSync(join(temp.path, "src/deep/file"), "");
  await until("the write is counted", () => watch.look() !== 0);
  watch.close();
  expect(budget.taken).toBe(0);
});

test("a worktree that is written without end is let go until the next look, and watched again then", async () => {
  using temp = tempFolder();
  const budget = new FolderBudget({ each: 10, inAll: 10 });
  const watch = new WorktreeWatch({ worktree: temp.path, gitFolder: null }, budget, "each");
  const file = join(temp.path, "file");
  await until("it is let go", async () => {
    for (let i = 0; i < 100; i++) writeFileSync(`${file}${i}`, "");
    await Bun.sleep(0);
    return budget.taken === 0;
  });
  const first = Number(watch.look());
  expect(first).toBeGreaterThanOrEqual(1000);
  writeFileSync(file, "again");
  await until("a write is counted again", () => Number(watch.look()) > first);
  writeFileSync(file, "and again");
  await settled(() => budget.taken);
  expect(budget.taken).toBe(1);
  watch.close();
});
