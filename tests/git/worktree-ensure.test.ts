import { expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { testRepository } from "../support/repository.ts";
import { inFolder, setUp } from "./worktree-fixture.ts";

test("makes the branch at the base and a worktree on it, then keeps both", async () => {
  using repo = testRepository();
  const { worktrees, path, wish } = setUp(repo);
  const head = repo.git("rev-parse", "main");
  expect(await worktrees.ensure(wish)).toEqual({ path, branch: "work", head, made: "added" });
  writeFileSync(join(path, "mine"), "uncommitted");
  expect(await worktrees.ensure(wish)).toEqual({ path, branch: "work", head, made: "kept" });
  expect(readFileSync(join(path, "mine"), "utf8")).toBe("uncommitted");
  expect(readFileSync(join(path, "README.md"), "utf8")).toBe("hello\n");
});

test("keeps the commits of a branch that exists", async () => {
  using repo = testRepository();
  const { worktrees, wish } = setUp(repo);
  repo.git("checkout", "-q", "-b", "work");
  const tip = repo.commit("done before");
  repo.git("checkout", "-q", "main");
  expect((await worktrees.ensure(wish)).head).toBe(tip);
});

test("uses a branch that an interrupted call left, and an empty folder", async () => {
  using repo = testRepository();
  const { worktrees, path, wish } = setUp(repo);
  repo.git("branch", "work");
  mkdirSync(path, { recursive: true });
  expect((await worktrees.ensure(wish)).made).toBe("added");
});

test("refuses a path that holds anything else, and deletes nothing", async () => {
  using repo = testRepository();
  using other = testRepository();
  const { worktrees, path, wish } = setUp(repo);
  const occupy: [string, () => unknown][] = [
    [
      "a folder with files",
      () => {
        mkdirSync(path, { recursive: true });
        writeFileSync(join(path, "notes"), "mine");
      },
    ],
    ["a file or a link", () => writeFileSync(path, "mine")],
    ["a file or a link", () => symlinkSync(other.path, path)],
    ["another repository", () => other.git("worktree", "add", "-q", "-b", "x", path)],
    ["another repository", () => other.git("clone", "-q", ".", path)],
  ];
  for (const [why, make] of occupy) {
    make();
    await expect(worktrees.ensure(wish)).rejects.toThrow(
      new RegExp(`repo.worktrees/one cannot become a worktree: .*${why}`),
    );
    expect(existsSync(path)).toBe(true);
    rmSync(path, { recursive: true });
  }
});

test("refuses a branch that is checked out elsewhere, or is rebased there, and names where", async () => {
  using repo = testRepository();
  const { worktrees, path, wish } = setUp(repo);
  await expect(worktrees.ensure({ ...wish, branch: "main" })).rejects.toThrow(
    `branch main is checked out at ${repo.path}`,
  );
  await worktrees.ensure(wish);
  await expect(worktrees.ensure({ ...wish, path: `${path}-2` })).rejects.toThrow(
    `branch work is checked out at ${path}`,
  );
  writeFileSync(join(path, "README.md"), "theirs\n");
  inFolder(path, "commit", "-qam", "theirs");
  repo.commit("ours", { "README.md": "ours\n" });
  Bun.spawnSync(["git", "-C", path, "rebase", "-q", "main"]);
  expect(inFolder(path, "status")).toContain("rebase in progress");
  await expect(worktrees.ensure({ ...wish, path: `${path}-2` })).rejects.toThrow(
    `branch work is checked out at ${path}`,
  );
  expect((await worktrees.ensure(wish)).made).toBe("kept");
});

test("refuses a worktree of ours that is on another branch or on none", async () => {
  using repo = testRepository();
  const { worktrees, path, wish } = setUp(repo);
  await worktrees.ensure(wish);
  inFolder(path, "switch", "-q", "-c", "elsewhere");
  await expect(worktrees.ensure(wish)).rejects.toThrow("is on branch elsewhere, not on work");
  inFolder(path, "switch", "-q", "--detach");
  await expect(worktrees.ensure(wish)).rejects.toThrow("is on no branch (detached), not on work");
});

test("removes an old index.lock that a killed git left", async () => {
  using repo = testRepository();
  const { worktrees, path, wish } = setUp(repo);
  await worktrees.ensure(wish);
  const locks = ["worktrees/one/index.lock", "worktrees/one/HEAD.lock", "refs/heads/work.lock"].map((name) =>
    join(repo.path, ".git", name),
  );
  const minuteAgo = Date.now() / 1000 - 60;
  for (const lock of locks) {
    writeFileSync(lock, "");
    utimesSync(lock, minuteAgo, minuteAgo);
  }
  await worktrees.ensure(wish);
  expect(locks.filter(existsSync)).toEqual([]);
  inFolder(path, "commit", "-q", "--allow-empty", "-m", "works again");
});

test("runs no hook of the repository", async () => {
  using repo = testRepository();
  const { worktrees, path, wish } = setUp(repo);
  for (const hook of ["post-checkout", "reference-transaction"]) {
    writeFileSync(join(repo.path, ".git/hooks", hook), "#!/bin/sh\nexit 1\n");
    chmodSync(join(repo.path, ".git/hooks", hook), 0o755);
  }
  expect((await worktrees.ensure(wish)).path).toBe(path);
});
