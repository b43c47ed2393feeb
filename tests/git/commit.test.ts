import { expect, test } from "bun:test";
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { commitAll } from "../../src/git/commit.ts";
import { Git } from "../../src/git/git.ts";
import { type TestRepository, testRepository } from "../support/repository.ts";

const commit = (repo: TestRepository, message = "all of it") =>
  commitAll(new Git(repo.path), repo.path, message);

test("commits tracked, deleted and untracked paths, and answers null when there is nothing", async () => {
  using repo = testRepository();
  repo.commit("base", { deleted: "" });
  expect(await commit(repo)).toBeNull();
  rmSync(join(repo.path, "deleted"));
  repo.write("README.md", "changed\n");
  repo.write("new\nfile", "");
  const made = await commit(repo, "subject\n\n# kept\n");
  expect(made).toEqual({ commit: repo.git("rev-parse", "HEAD"), files: 3 });
  expect(repo.git("status", "--porcelain")).toBe("");
  expect(repo.git("log", "-1", "--format=%B")).toBe("subject\n\n# kept");
});

test("makes the first commit of a repository, as overstory where the user has no identity", async () => {
  using repo = testRepository({ empty: true });
  repo.write("new", "");
  const { HOME } = process.env;
  process.env.HOME = repo.folder;
  try {
    await commit(repo);
  } finally {
    process.env.HOME = HOME;
  }
  expect(repo.git("log", "--format=%an <%ae>")).toBe("overstory <overstory@localhost>");
});

test("says what the user's hook said when it refuses", async () => {
  using repo = testRepository();
  repo.write("new", "");
  repo.write(".git/hooks/pre-commit", "#!/bin/sh\necho 'no TODO allowed' >&2\nexit 3\n");
  chmodSync(join(repo.path, ".git/hooks/pre-commit"), 0o755);
  const head = repo.git("rev-parse", "HEAD");
  expect(await commit(repo).catch((error) => error)).toMatchObject({
    code: "git",
    message: expect.stringContaining("no TODO allowed"),
  });
  expect(repo.git("rev-parse", "HEAD")).toBe(head);
  expect(repo.git("status", "--porcelain")).toBe("A  new");
});

test("refuses unmerged paths instead of committing their markers", async () => {
  using repo = testRepository();
  repo.git("switch", "-q", "-c", "theirs");
  repo.commit("theirs", { "README.md": "theirs\n" });
  repo.git("switch", "-q", "main");
  const head = repo.commit("ours", { "README.md": "ours\n" });
  Bun.spawnSync(["git", "merge", "-q", "theirs"], { cwd: repo.path });
  expect(await commit(repo).catch((error) => error)).toMatchObject({
    code: "conflict",
    message: expect.stringContaining("README.md is unmerged"),
  });
  expect(repo.git("rev-parse", "HEAD")).toBe(head);
});

test("refuses a repository inside, whose files the commit would not hold", async () => {
  using repo = testRepository();
  mkdirSync(join(repo.path, "inside"));
  repo.git("init", "-q", "inside");
  repo.write("other", "");
  expect(await commit(repo).catch((error) => error)).toMatchObject({
    code: "conflict",
    message: expect.stringContaining("inside/"),
  });
  expect(repo.git("diff", "--cached", "--name-only")).toBe("");
});

test("never commits to the repository around a worktree that lost its .git file", async () => {
  using repo = testRepository();
  const nested = join(repo.path, "nested");
  repo.git("worktree", "add", "-q", "--detach", nested);
  rmSync(join(nested, ".git"));
  const error = await commitAll(new Git(repo.path), nested, "astray").catch((reason) => reason);
  expect(error.code).toBe("not_a_project");
  expect(repo.git("log", "--format=%s", "--all")).toBe("first");
});
