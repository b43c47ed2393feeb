import { expect, test } from "bun:test";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Git } from "../../src/git/git.ts";
import { makeScratchWorktree, removeScratchWorktree } from "../../src/git/scratch-worktree.ts";
import { testRepository } from "../support/repository.ts";
import { inFolder } from "./worktree-fixture.ts";

function setUp() {
  const repo = testRepository();
  const git = new Git(repo.path);
  const path = join(repo.folder, "trees", "scratch");
  const known = () => repo.git("worktree", "list").split("\n").length - 1;
  return { repo, git, path, known };
}

test("it stands at the commit, on no branch, and takes the place of one that is there", async () => {
  const { repo, git, path, known } = setUp();
  using _ = repo;
  await makeScratchWorktree(git, path, "main");
  await Bun.write(join(path, "left"), "by a gate");
  const next = repo.commit("next", { next: "" });
  await makeScratchWorktree(git, path, next);
  expect(inFolder(path, "rev-parse", "HEAD")).toBe(next);
  expect(inFolder(path, "branch", "--show-current")).toBe("");
  expect(existsSync(join(path, "left"))).toBe(false);
  expect(known()).toBe(1);
});

test.each<[string, (path: string, git: (...args: string[]) => string) => void]>([
  ["whole and dirty", (path) => void Bun.spawnSync(["touch", join(path, "dirty")])],
  ["without its folder", (path) => rmSync(path, { recursive: true })],
  ["without its .git file", (path) => rmSync(join(path, ".git"))],
  ["locked", (path, git) => void git("worktree", "lock", path)],
])("it is removed %s", async (_, harm) => {
  const { repo, git, path, known } = setUp();
  using __ = repo;
  await makeScratchWorktree(git, path, "main");
  harm(path, repo.git);
  await removeScratchWorktree(git, path);
  expect([existsSync(path), known()]).toEqual([false, 0]);
  await removeScratchWorktree(git, path);
});
