import { expect, test } from "bun:test";
import { join } from "node:path";
import { testRepository } from "../support/repository.ts";
import { inFolder, setUp } from "./worktree-fixture.ts";

test("makes sixteen at once, and two at once at the same path", async () => {
  using repo = testRepository();
  const { worktrees, wish } = setUp(repo);
  const many = Array.from({ length: 16 }, (_, i) => ({
    path: join(repo.folder, "trees", `${i}`, "same-name"),
    branch: `many/${i}`,
    base: "main",
  }));
  const made = await Promise.all([
    ...many.map((each) => worktrees.ensure(each)),
    worktrees.ensure(wish),
    worktrees.ensure(wish),
  ]);
  expect(made.map((each) => each.made).sort()).toEqual([...Array(17).fill("added"), "kept"]);
  expect(
    made.map((each) => inFolder(each.path, "status", "--porcelain=v2", "--branch").split("\n")[1]),
  ).toEqual(made.map((each) => `# branch.head ${each.branch}`));
  expect(repo.git("worktree", "list").split("\n")).toHaveLength(18);
});

test("gives a path to one of two branches that want it at once", async () => {
  using repo = testRepository();
  const { worktrees, wish } = setUp(repo);
  const settled = await Promise.allSettled([
    worktrees.ensure(wish),
    worktrees.ensure({ ...wish, branch: "second" }),
  ]);
  const answers = settled.map((each) => (each.status === "rejected" ? each.reason.message : each.value.made));
  expect(answers.sort()).toEqual([
    "added",
    expect.stringMatching(/^the worktree at .*one is on branch (work|second), not on (work|second)$/),
  ]);
  expect(repo.git("worktree", "list").split("\n")).toHaveLength(2);
});

test("gives a branch to one of two paths that want it at once", async () => {
  using repo = testRepository();
  const { worktrees, path, wish } = setUp(repo);
  const settled = await Promise.allSettled([
    worktrees.ensure(wish),
    worktrees.ensure({ ...wish, path: `${path}-2` }),
  ]);
  expect(settled.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(repo.git("worktree", "list").split("\n")).toHaveLength(2);
});
