import { describe, expect, test } from "bun:test";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  branchTip,
  checkedOutAt,
  createBranch,
  deleteBranch,
  moveBranch,
  requireBranchName,
} from "../../src/git/branches.ts";
import { Git } from "../../src/git/git.ts";
import { Worktrees } from "../../src/git/worktrees.ts";
import { testRepository } from "../support/repository.ts";

const LONG = "a".repeat(300);
const REFUSED = [
  "-t",
  "--help",
  "; touch pwned",
  "../x",
  "=main:",
  "",
  LONG,
  "a\nb",
  "a\0b",
  "@{-1}",
  "HEAD",
  "@",
  "x.lock",
  "a..b",
  "main~1",
];
const TAKEN = [
  "$(id>pwned)",
  "`id`",
  "%5",
  "emoji-🚀",
  "é/ü",
  "a'b",
  'a"b',
  "a;b",
  "a&b",
  "refs/heads/x",
  "$HOME",
  "a,b",
];

describe("requireBranchName", () => {
  test.each(REFUSED)("refuses %j", async (name) => {
    using repo = testRepository();
    const git = new Git(repo.path);
    repo.git("switch", "-q", "-c", "previous");
    repo.git("switch", "-q", "main");
    const worktrees = new Worktrees(git);
    const before = repo.git("for-each-ref");
    for (const attempt of [
      () => requireBranchName(git, name),
      () => createBranch(git, name, repo.git("rev-parse", "HEAD")),
      () => worktrees.ensure({ path: join(repo.folder, "wt"), branch: name, base: "main" }),
    ]) {
      expect(await attempt().catch((error) => error.code)).toBe("usage");
    }
    expect(repo.git("for-each-ref")).toBe(before);
    expect(existsSync(join(repo.folder, "wt"))).toBe(false);
  });

  test.each(TAKEN)("takes %j to the letter", async (name) => {
    using repo = testRepository();
    const git = new Git(repo.path);
    const { path } = await new Worktrees(git).ensure({
      path: join(repo.folder, "wt"),
      branch: name,
      base: "main",
    });
    expect(await git.at(path).run(["symbolic-ref", "HEAD"])).toBe(`refs/heads/${name}`);
    expect(await checkedOutAt(git, name)).toBe(path);
    expect([existsSync(join(repo.path, "pwned")), existsSync(join(path, "pwned"))]).toEqual([false, false]);
  });
});

test("branchTip takes its name to the letter, not as a revision or a pattern", async () => {
  using repo = testRepository();
  const git = new Git(repo.path);
  repo.git("branch", "feat/x");
  repo.git("tag", "only-a-tag");
  expect(await branchTip(git, "main")).toBe(repo.git("rev-parse", "main"));
  for (const name of ["main~0", "main^{commit}", "m*", "feat", "only-a-tag", "", "../heads/main", "--all"]) {
    expect([name, await branchTip(git, name)]).toEqual([name, null]);
  }
});

describe("createBranch", () => {
  test("makes a branch once: of sixteen at the same time one wins", async () => {
    using repo = testRepository();
    const git = new Git(repo.path);
    const commit = repo.git("rev-parse", "HEAD");
    const made = await Promise.all(Array.from({ length: 16 }, () => createBranch(git, "new", commit)));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(await branchTip(git, "new")).toBe(commit);
  });

  test("names the branch that is in the way", async () => {
    using repo = testRepository();
    const git = new Git(repo.path);
    const commit = repo.git("rev-parse", "HEAD");
    repo.git("branch", "feat/x/y");
    const refusal = (name: string) => createBranch(git, name, commit).catch((error) => error.message);
    expect(await refusal("feat")).toBe("branch feat cannot be made beside branch feat/x/y");
    expect(await refusal("feat/x")).toBe("branch feat/x cannot be made beside branch feat/x/y");
    expect(await refusal("feat/x/y/z")).toBe("branch feat/x/y/z cannot be made beside branch feat/x/y");
    expect(await refusal("feat/x/z")).toBe(true);
  });

  test("throws when the commit does not exist", async () => {
    using repo = testRepository();
    expect(await createBranch(new Git(repo.path), "new", "1".repeat(40)).catch((error) => error.code)).toBe(
      "git",
    );
  });
});

describe("moveBranch and deleteBranch", () => {
  test("act only when the branch stands where it is expected", async () => {
    using repo = testRepository();
    const git = new Git(repo.path);
    const first = repo.git("rev-parse", "HEAD");
    repo.git("branch", "work");
    const second = repo.commit("second");
    expect(await moveBranch(git, "work", second, second)).toBe(false);
    expect(await moveBranch(git, "work", second, first)).toBe(true);
    expect(await moveBranch(git, "absent", second, first)).toBe(false);
    expect(await deleteBranch(git, "work", first)).toBe(false);
    expect(await branchTip(git, "work")).toBe(second);
    expect(await deleteBranch(git, "work", second)).toBe(true);
    expect(await branchTip(git, "work")).toBeNull();
  });

  test("refuse a branch that is checked out, also in a folder that is gone", async () => {
    using repo = testRepository();
    const git = new Git(repo.path);
    const path = join(repo.folder, "wt");
    const { head } = await new Worktrees(git).ensure({ path, branch: "work", base: "main" });
    const words = `branch work is checked out at ${path}`;
    expect(await moveBranch(git, "work", head, head).catch((error) => error.message)).toBe(words);
    rmSync(path, { recursive: true });
    const error = await deleteBranch(git, "work", head).catch((reason) => reason);
    expect(error).toMatchObject({
      code: "conflict",
      message: words,
      hint: expect.stringContaining("worktree prune"),
    });
  });
});
