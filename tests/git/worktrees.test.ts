import { describe, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Git } from "../../src/git/git.ts";
import { Worktrees } from "../../src/git/worktrees.ts";
import { type TestRepository, testRepository } from "../support/repository.ts";
import { until } from "../support/wait.ts";

function setUp(repo: TestRepository) {
  const git = new Git(repo.path);
  const path = join(repo.folder, "repo.worktrees", "one");
  return { git, worktrees: new Worktrees(git), path, wish: { path, branch: "work", base: "main" } };
}

const inFolder = (folder: string, ...args: string[]) => {
  const { stdout, stderr, success } = Bun.spawnSync(["git", "-C", folder, ...args]);
  if (!success) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  return stdout.toString().trim();
};

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

describe("ensure", () => {
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
    expect(settled.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
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

  test("uses a branch that an interrupted call left, and an empty folder", async () => {
    using repo = testRepository();
    const { worktrees, path, wish } = setUp(repo);
    repo.git("branch", "work");
    mkdirSync(path, { recursive: true });
    expect((await worktrees.ensure(wish)).made).toBe("added");
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
    const locks = ["worktrees/one/index.lock", "worktrees/one/HEAD.lock", "refs/heads/work.lock"].map(
      (name) => join(repo.path, ".git", name),
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

  test("fills submodules from the main work tree's own clones, without the network", async () => {
    using library = testRepository({ name: "library" });
    using repo = testRepository();
    const { worktrees, path, wish } = setUp(repo);
    repo.git(
      "-c",
      "protocol.file.allow=always",
      "submodule",
      "--quiet",
      "add",
      "--name",
      "a=b",
      library.path,
      "deep/library",
    );
    repo.commit("with a submodule");
    library.commit("unknown here");
    const url = library.path;
    rmSync(join(url, ".git"), { recursive: true });
    await worktrees.ensure(wish);
    expect(readFileSync(join(path, "deep/library/README.md"), "utf8")).toBe("hello\n");
    expect(inFolder(join(path, "deep/library"), "config", "remote.origin.url")).toBe(url);
    expect(inFolder(path, "status", "--porcelain")).toBe("");
    expect(repo.git("config", "submodule.a=b.url")).toBe(url);
    expect(await worktrees.remove(path)).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("submodules"),
    });
  });

  test("leaves a submodule empty that the main work tree has not initialised, and says when one cannot be filled", async () => {
    using library = testRepository({ name: "library" });
    using repo = testRepository();
    const { worktrees, path, wish } = setUp(repo);
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library.path, "library");
    repo.commit("with a submodule");
    const newer = library.commit("not fetched yet");
    repo.git("update-index", "--cacheinfo", `160000,${newer},library`);
    repo.git("commit", "-qm", "ahead of the clone");
    await expect(worktrees.ensure(wish)).rejects.toThrow(
      /^submodule library cannot be filled offline: [\s\S]*did not contain/,
    );
    await expect(worktrees.ensure(wish)).rejects.toThrow("cannot be filled offline");
    rmSync(join(repo.path, ".git/modules"), { recursive: true });
    const second = { path: `${path}-2`, branch: "second", base: "main" };
    expect((await worktrees.ensure(second)).made).toBe("added");
    expect(readdirSync(join(second.path, "library"))).toEqual([]);
  });

  test("fills a submodule again whose filling was interrupted", async () => {
    using library = testRepository({ name: "library" });
    using repo = testRepository();
    const { worktrees, path, wish } = setUp(repo);
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library.path, "library");
    repo.commit("with a submodule");
    await worktrees.ensure(wish);
    const clone = join(repo.path, ".git/worktrees/one/modules/library");
    rmSync(join(clone, "index"));
    writeFileSync(join(clone, "index.lock"), "");
    writeFileSync(join(path, "library/README.md"), "hel");
    await worktrees.ensure(wish);
    expect(inFolder(path, "status", "--porcelain")).toBe("");
    for (const file of [join(clone, "index"), join(clone, "HEAD"), join(path, "library/README.md")])
      rmSync(file);
    await worktrees.ensure(wish);
    expect(inFolder(path, "status", "--porcelain")).toBe("");
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
});

describe("lookAt", () => {
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
});

describe("remove", () => {
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
});
