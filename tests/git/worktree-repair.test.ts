import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestRepository, testRepository } from "../support/repository.ts";
import { until } from "../support/wait.ts";
import { inFolder, setUp } from "./worktree-fixture.ts";

/** Branch `many` with that many files in a folder, which were never written to the main work tree. */
function branchOfManyFiles(repo: TestRepository, count: number) {
  const blob = repo.git("hash-object", "README.md");
  const mktree = (lines: string[]) =>
    Bun.spawnSync(["git", "mktree"], { cwd: repo.path, stdin: Buffer.from(lines.join("\n")) })
      .stdout.toString()
      .trim();
  const folder = mktree(Array.from({ length: count }, (_, i) => `100644 blob ${blob}\t${i}.txt`));
  const root = mktree([`040000 tree ${folder}\tmany`]);
  repo.git("branch", "many", repo.git("commit-tree", "-p", "main", "-m", "many files", root));
}

test.each([
  ["git alone", false],
  ["git and its children", true],
])("finishes what a killed worktree add left (%s killed)", async (_, group) => {
  using repo = testRepository();
  const { worktrees, path, wish } = setUp(repo);
  branchOfManyFiles(repo, 2000);
  const add = Bun.spawn(["git", "-C", repo.path, "worktree", "add", "-q", "-b", "work", path, "many"], {
    detached: true,
    stderr: "ignore",
  });
  await until(
    "some files",
    () => existsSync(join(path, "many")) && readdirSync(join(path, "many")).length > 20,
  );
  process.kill(group ? -add.pid : add.pid, "SIGKILL");
  await add.exited;
  expect((await worktrees.ensure(wish)).made).toBe("repaired");
  expect(readdirSync(join(path, "many"))).toHaveLength(2000);
  expect(inFolder(path, "status", "--porcelain", "--branch")).toBe("## work");
  expect(repo.git("worktree", "list", "--porcelain")).not.toContain("locked");
  expect((await worktrees.ensure(wish)).made).toBe("kept");
});

test.each([
  ["HEAD", null],
  ["HEAD", `${"0".repeat(40)}\n`],
  ["commondir", null],
  [".git", null],
  [".git", ""],
])("finishes an interrupted worktree add that left its %s as %j", async (file, text) => {
  using repo = testRepository();
  const { worktrees, path, wish } = setUp(repo);
  await worktrees.ensure(wish);
  const admin = join(repo.path, ".git/worktrees/one");
  writeFileSync(join(admin, "locked"), "initializing");
  rmSync(join(admin, "index"));
  rmSync(join(path, "README.md"));
  const unwritten = join(file === ".git" ? path : admin, file);
  if (text === null) rmSync(unwritten);
  else writeFileSync(unwritten, text);
  expect((await worktrees.ensure(wish)).made).toBe("repaired");
  expect(inFolder(path, "status", "--porcelain", "--branch")).toBe("## work");
});

test("restores a folder that was deleted, with what was staged in it, and prunes no other", async () => {
  using repo = testRepository();
  const { worktrees, path, wish } = setUp(repo);
  await worktrees.ensure(wish);
  const users = join(repo.folder, "users-own");
  repo.git("worktree", "add", "-q", "-b", "theirs", users);
  rmSync(users, { recursive: true });
  writeFileSync(join(path, "staged"), "precious");
  inFolder(path, "add", "staged");
  rmSync(path, { recursive: true });
  expect((await worktrees.ensure(wish)).made).toBe("repaired");
  expect(readFileSync(join(path, "staged"), "utf8")).toBe("precious");
  expect(inFolder(path, "status", "--porcelain", "--branch")).toBe("## work\nA  staged");
  expect(repo.git("worktree", "list", "--porcelain")).toContain(`worktree ${users}`);
});

test("restores a deleted .git file and leaves the files beside it alone", async () => {
  using repo = testRepository();
  const { worktrees, path, wish } = setUp(repo);
  await worktrees.ensure(wish);
  writeFileSync(join(path, "README.md"), "changed");
  rmSync(join(path, ".git"));
  expect((await worktrees.ensure(wish)).made).toBe("repaired");
  expect(readFileSync(join(path, "README.md"), "utf8")).toBe("changed");
  expect(inFolder(path, "status", "--porcelain", "--branch")).toBe("## work\n M README.md");
});
