import { expect, test } from "bun:test";
import { join } from "node:path";
import { Git } from "../../src/git/git.ts";
import { requireFree } from "../../src/git/heads.ts";
import { testRepository } from "../support/repository.ts";

test("a branch is free unless the main or a linked work tree is on it", async () => {
  using repo = testRepository();
  repo.git("branch", "free");
  repo.git("branch", "taken");
  const path = join(repo.folder, "linked");
  repo.git("worktree", "add", "-q", path, "taken");
  const git = new Git(repo.path);
  const refusal = (branch: string) =>
    requireFree(git, branch).then(
      () => null,
      (error) => error.message,
    );
  expect(await refusal("free")).toBeNull();
  expect(await refusal("main")).toBe(`branch main is checked out at ${repo.path}`);
  repo.git("branch", "rebased");
  const rebasing = join(repo.folder, "rebasing");
  repo.git("worktree", "add", "-q", rebasing, "rebased");
  Bun.spawnSync(["git", "-c", "sequence.editor=sed -i 1ibreak", "rebase", "-q", "-i", "--root"], {
    cwd: rebasing,
  });
  expect(Bun.spawnSync(["git", "branch", "--show-current"], { cwd: rebasing }).stdout.toString()).toBe("");
  expect(await refusal("rebased")).toBe(`branch rebased is checked out at ${rebasing}`);
  expect(await refusal("taken")).toBe(`branch taken is checked out at ${path}`);
});
