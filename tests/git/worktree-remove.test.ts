import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testRepository } from "../support/repository.ts";
import { inFolder, setUp } from "./worktree-fixture.ts";

test("removes a clean worktree and answers the same when it is gone already", async () => {
  using repo = testRepository();
  const { worktrees, path, wish } = setUp(repo);
  await worktrees.ensure(wish);
  expect(await worktrees.remove(path)).toEqual({ kind: "removed" });
  expect(await worktrees.remove(path)).toEqual({ kind: "removed" });
  await worktrees.ensure(wish);
  rmSync(path, { recursive: true });
  expect(await worktrees.remove(path)).toEqual({ kind: "removed" });
  expect(repo.git("worktree", "list").split("\n")).toHaveLength(1);
});

test("refuses while anything is uncommitted, on no branch, locked, or not ours", async () => {
  using repo = testRepository();
  const { worktrees, path, wish } = setUp(repo);
  await worktrees.ensure(wish);
  const refusal = async () => {
    const removal = await worktrees.remove(path);
    return removal.kind === "refused" ? removal.reason : removal.kind;
  };
  writeFileSync(join(path, "new"), "");
  expect(await refusal()).toContain("has 1 uncommitted: new");
  inFolder(path, "add", "new");
  expect(await refusal()).toContain("has 1 uncommitted: new");
  inFolder(path, "checkout", "-q", "--detach");
  inFolder(path, "commit", "-qm", "on no branch");
  expect(await refusal()).toContain("which no branch holds");
  inFolder(path, "checkout", "-q", "work");
  repo.git("worktree", "lock", "--reason", "on a stick", path);
  expect(await refusal()).toContain("on a stick");
  expect(readFileSync(join(path, "README.md"), "utf8")).toBe("hello\n");
  mkdirSync(join(repo.folder, "plain"));
  expect(await worktrees.remove(join(repo.folder, "plain"))).toMatchObject({ kind: "refused" });
  expect(await worktrees.remove(repo.path)).toMatchObject({ kind: "refused" });
});
