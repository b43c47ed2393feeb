import { expect, test } from "bun:test";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testRepository } from "../support/repository.ts";
import { inFolder, setUp } from "./worktree-fixture.ts";

test("tells head, branch, commits since the base and what is uncommitted", async () => {
  using repo = testRepository();
  const { worktrees, path, wish } = setUp(repo);
  const base = repo.git("rev-parse", "HEAD");
  await worktrees.ensure(wish);
  inFolder(path, "commit", "-q", "--allow-empty", "-m", "one");
  inFolder(path, "commit", "-q", "--allow-empty", "-m", "two");
  writeFileSync(join(path, "staged"), "");
  inFolder(path, "add", "staged");
  inFolder(path, "mv", "README.md", "renamed");
  mkdirSync(join(path, "new folder"));
  for (const name of ["new folder/a", "new folder/é\n b", "? x"]) writeFileSync(join(path, name), "");
  const head = inFolder(path, "rev-parse", "HEAD");
  expect(await worktrees.lookAt(path, base)).toEqual({
    exists: true,
    head,
    branch: "work",
    commits: 2,
    dirtyFiles: 6,
  });
  inFolder(path, "checkout", "-q", "--detach");
  expect(await worktrees.lookAt(path, base)).toMatchObject({ exists: true, head, branch: null });
});

test("counts from a base that has moved on", async () => {
  using repo = testRepository();
  const { worktrees, path, wish } = setUp(repo);
  await worktrees.ensure(wish);
  repo.commit("main goes on");
  inFolder(path, "commit", "-q", "--allow-empty", "-m", "one");
  expect(await worktrees.lookAt(path, "main")).toMatchObject({ commits: 1 });
});

test("reports a worktree as missing whose folder, .git file or registration is gone, never the repository around it", async () => {
  using repo = testRepository();
  const { git, worktrees } = setUp(repo);
  const nested = join(repo.path, "nested");
  const ensure = () => worktrees.ensure({ path: nested, branch: "work", base: "main" });
  expect(await worktrees.lookAt(nested, "main")).toEqual({ exists: false });
  await ensure();
  rmSync(join(nested, ".git"));
  const before = repo.git("status", "--porcelain");
  expect(await worktrees.lookAt(nested, "main")).toEqual({ exists: false });
  await expect(git.at(nested).run(["rev-parse", "HEAD"])).rejects.toMatchObject({ code: "not_a_project" });
  await expect(git.at(nested).run(["commit", "--allow-empty", "-m", "astray"])).rejects.toMatchObject({
    code: "not_a_project",
  });
  expect(await worktrees.remove(nested)).toMatchObject({ kind: "refused" });
  expect([repo.git("status", "--porcelain"), repo.git("log", "--format=%s")]).toEqual([before, "first"]);
  await ensure();
  rmSync(join(repo.path, ".git/worktrees"), { recursive: true });
  expect(await worktrees.lookAt(nested, "main")).toEqual({ exists: false });
  mkdirSync(join(repo.folder, "plain"));
  expect(await worktrees.lookAt(join(repo.folder, "plain"), "main")).toEqual({ exists: false });
  expect(await worktrees.lookAt(join(repo.folder, "no/such/parent"), "main")).toEqual({ exists: false });
  expect(existsSync(join(repo.folder, "no"))).toBe(false);
});

test("throws for a damaged worktree instead of calling it missing or clean", async () => {
  using repo = testRepository();
  const { worktrees, path, wish } = setUp(repo);
  await worktrees.ensure(wish);
  writeFileSync(join(repo.path, ".git/worktrees/one/index"), "garbage");
  await expect(worktrees.lookAt(path, "main")).rejects.toMatchObject({ code: "git" });
});
