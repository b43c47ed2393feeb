import { describe, expect, test } from "bun:test";
import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gitEnvironment } from "../../src/git/environment.ts";
import { Git } from "../../src/git/git.ts";
import { testRepository } from "../support/repository.ts";

test("the environment keeps who the user is and drops which repository is meant", () => {
  const inherited = {
    PATH: "/bin",
    GIT_DIR: "/x",
    GIT_INDEX_FILE: "i",
    GIT_CONFIG_COUNT: "1",
    GIT_AUTHOR_NAME: "Ada",
    GIT_EDITOR: "vi",
  };
  expect(gitEnvironment(inherited, "/above")).toEqual({
    PATH: "/bin",
    GIT_AUTHOR_NAME: "Ada",
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_CEILING_DIRECTORIES: "/above",
  });
});

describe("Git", () => {
  test("an error names the command, the folder and git's own words", async () => {
    using repo = testRepository();
    const error = await new Git(repo.path).run(["cat-file", "-t", "nothing"]).catch((reason) => reason);
    expect(error).toMatchObject({
      code: "git",
      message: `git cat-file -t nothing failed in ${repo.path}: fatal: Not a valid object name nothing`,
    });
  });

  test("holds tells no from an error", async () => {
    using repo = testRepository();
    const git = new Git(repo.path);
    const second = repo.commit("second");
    expect(await git.holds(["merge-base", "--is-ancestor", "HEAD^", second])).toBe(true);
    expect(await git.holds(["merge-base", "--is-ancestor", second, "HEAD^"])).toBe(false);
    await expect(git.holds(["merge-base", "--is-ancestor", "nothing", second])).rejects.toMatchObject({
      code: "git",
    });
  });

  test("a command is ended at its deadline", async () => {
    using repo = testRepository();
    Bun.spawnSync(["mkfifo", join(repo.path, "never")]);
    const error = await new Git(repo.path)
      .run(["hash-object", "never"], { deadlineMs: 100 })
      .catch((reason) => reason);
    expect(error.code).toBe("timeout");
  });

  test("a command waits for a lock that another git holds", async () => {
    using repo = testRepository();
    const lock = join(repo.path, ".git/refs/heads/main.lock");
    writeFileSync(lock, "");
    let done = false;
    const head = repo.git("commit-tree", "-p", "HEAD", "-m", "next", "HEAD^{tree}");
    const moved = new Git(repo.path).run(["update-ref", "refs/heads/main", head]).then(() => {
      done = true;
    });
    await Bun.sleep(150); // long enough for a try that git refuses
    expect(done).toBe(false);
    rmSync(lock);
    await moved;
    expect(repo.git("rev-parse", "main")).toBe(head);
  });

  test("a command waits for a registration that another git is just writing", async () => {
    using repo = testRepository();
    repo.git("worktree", "add", "-q", "--detach", join(repo.folder, "wt"));
    const half = join(repo.path, ".git/worktrees/wt/commondir");
    writeFileSync(half, "");
    const listing = new Git(repo.path).run(["worktree", "list"]);
    await Bun.sleep(150); // long enough for a try that git refuses
    writeFileSync(half, "../..\n");
    expect((await listing).split("\n")).toHaveLength(2);
  });

  test("and for one that another is just removing", async () => {
    using repo = testRepository();
    repo.git("worktree", "add", "-q", "--detach", join(repo.folder, "wt"));
    const gone = join(repo.path, ".git/worktrees/wt/locked");
    symlinkSync(join(repo.folder, "nowhere"), gone); // it is seen, and then it is not there
    const listing = new Git(repo.path).run(["worktree", "list"]);
    await Bun.sleep(150); // long enough for a try that git refuses
    rmSync(gone);
    expect((await listing).split("\n")).toHaveLength(2);
  });
});
