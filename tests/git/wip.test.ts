import { describe, expect, test } from "bun:test";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Git } from "../../src/git/git.ts";
import { listWip, saveWip } from "../../src/git/wip.ts";
import { type TestRepository, testRepository } from "../support/repository.ts";

const LIMIT = 1000;

const save = (repo: TestRepository, session = "SESSION-001", message = "before restart") =>
  saveWip(new Git(repo.path), { worktree: repo.path, session, message, maxFileBytes: LIMIT });

/** Everything a person could miss: every file with kind, mode and content, and the index. */
function snapshot(repo: TestRepository) {
  const files = readdirSync(repo.path, { recursive: true, encoding: "utf8" })
    .filter((name) => name !== ".git" && !name.startsWith(".git/"))
    .sort()
    .map((name) => {
      const path = join(repo.path, name);
      const stats = lstatSync(path);
      if (stats.isSymbolicLink()) return [name, "->", readlinkSync(path)];
      return stats.isDirectory() ? [name] : [name, (stats.mode & 0o111) !== 0, readFileSync(path, "utf8")];
    });
  return {
    files,
    index: repo.git("ls-files", "--stage"),
    refs: repo.git("for-each-ref", "refs/heads"),
    head: readFileSync(join(repo.path, ".git/HEAD"), "utf8"),
  };
}

function restore(repo: TestRepository, ref: string, index = `${ref}^2`) {
  repo.git("reset", "-q", "--hard");
  repo.git("clean", "-qfdx");
  repo.git("read-tree", "--reset", "-u", ref);
  repo.git("read-tree", index);
}

/** Leaves staged, unstaged, staged-then-changed, deleted, untracked, executable and linked paths behind. */
function makeMess(repo: TestRepository) {
  repo.commit("base", {
    edited: "1\n",
    both: "1\n",
    "staged deletion": "1\n",
    deleted: "1\n",
    script: "1\n",
    kind: "1\n",
    back: "1\n",
  });
  repo.write("edited", "2\n");
  repo.write("both", "2\n");
  repo.git("add", "both");
  repo.write("both", "3\n");
  repo.git("rm", "-q", "staged deletion");
  repo.git("rm", "-q", "--cached", "back");
  rmSync(join(repo.path, "deleted"));
  chmodSync(join(repo.path, "script"), 0o755);
  rmSync(join(repo.path, "kind"));
  symlinkSync("nowhere", join(repo.path, "kind"));
  repo.write("staged new\n ünï", "new\n");
  repo.git("add", "staged new\n ünï");
  mkdirSync(join(repo.path, "deep/er"), { recursive: true });
  repo.write("deep/er/untracked", "new\n");
  symlinkSync("../edited", join(repo.path, "deep/link"));
}

describe("saveWip", () => {
  test("answers null for a clean work tree", async () => {
    using repo = testRepository();
    expect(await save(repo)).toBeNull();
    expect(repo.git("for-each-ref", "refs/overstory")).toBe("");
  });

  test.each(["on a branch", "detached"])(
    "touches nothing and restores index and tree exactly (%s)",
    async (where) => {
      using repo = testRepository();
      if (where === "detached") repo.git("switch", "-q", "--detach");
      makeMess(repo);
      const before = snapshot(repo);
      const indexBytes = readFileSync(join(repo.path, ".git/index"));
      const saved = await save(repo);
      expect(snapshot(repo)).toEqual(before);
      expect(readFileSync(join(repo.path, ".git/index")).equals(indexBytes)).toBe(true);
      const ref = "refs/overstory/wip/SESSION-001/1";
      expect(saved).toEqual({ ref, commit: repo.git("rev-parse", ref), files: 11, leftOut: [] });
      expect(repo.git("rev-parse", `${ref}^1`)).toBe(repo.git("rev-parse", "HEAD"));
      restore(repo, ref);
      expect(snapshot(repo)).toEqual(before);
    },
  );

  test("saves on a branch without a commit", async () => {
    using repo = testRepository({ empty: true });
    repo.write("staged", "1\n");
    repo.git("add", "staged");
    repo.write("staged", "2\n");
    repo.write("untracked", "1\n");
    const before = snapshot(repo);
    const saved = await save(repo);
    expect(snapshot(repo)).toEqual(before);
    repo.git("rm", "-q", "-f", "staged");
    rmSync(join(repo.path, "untracked"));
    repo.git("read-tree", "--reset", "-u", saved?.ref ?? "");
    repo.git("read-tree", `${saved?.ref}^1`);
    expect(snapshot(repo)).toEqual(before);
  });

  test("saves untracked files where nothing was ever staged", async () => {
    using repo = testRepository({ empty: true });
    repo.write("untracked", "1\n");
    const saved = await save(repo);
    expect(repo.git("ls-tree", "--name-only", saved?.ref ?? "")).toBe("untracked");
  });

  test("saves in the middle of a conflict, with what the work tree shows", async () => {
    using repo = testRepository();
    repo.commit("base", { text: "base\n", gone: "base\n", shape: "base\n" });
    repo.git("switch", "-q", "-c", "theirs");
    repo.git("rm", "-q", "shape", "gone");
    mkdirSync(join(repo.path, "shape"));
    repo.commit("theirs", { text: "theirs\n", "shape/inside": "now a folder\n" });
    repo.git("switch", "-q", "main");
    repo.commit("ours", { text: "ours\n", gone: "changed\n", shape: "changed\n" });
    Bun.spawnSync(["git", "merge", "-q", "theirs"], { cwd: repo.path });
    const before = snapshot(repo);
    expect(before.index).toContain(" 2\t");
    const saved = await save(repo);
    expect(snapshot(repo)).toEqual(before);
    restore(repo, saved?.ref ?? "");
    expect(snapshot(repo).files).toEqual(before.files);
  });

  test("leaves out and names what it cannot hold", async () => {
    using repo = testRepository();
    repo.write("large", "x".repeat(LIMIT + 1));
    repo.write("at the limit", "x".repeat(LIMIT));
    for (const name of ["unborn", "cloned"]) repo.git("init", "-q", name);
    Bun.spawnSync(["git", "commit", "-q", "--allow-empty", "-m", "x"], { cwd: join(repo.path, "cloned") });
    repo.write("ignored", "");
    repo.write(".git/info/exclude", "ignored\n");
    const saved = await save(repo);
    expect(saved?.files).toBe(1);
    expect(saved?.leftOut.sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: "cloned/", why: "a repository of its own" },
      { path: "large", why: "too large" },
      { path: "unborn/", why: "a repository of its own" },
    ]);
    expect(repo.git("ls-tree", "--name-only", saved?.ref ?? "").split("\n")).toEqual([
      "README.md",
      "at the limit",
    ]);
  });

  test.skipIf(process.getuid?.() === 0)("names an unreadable file and saves the rest", async () => {
    using repo = testRepository();
    repo.write("secret", "x");
    repo.write("open", "x");
    chmodSync(join(repo.path, "secret"), 0);
    expect(await save(repo)).toMatchObject({ files: 1, leftOut: [{ path: "secret", why: "unreadable" }] });
  });

  test("names changes inside a submodule", async () => {
    using library = testRepository({ name: "library" });
    using repo = testRepository();
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library.path, "library");
    repo.commit("with a submodule");
    repo.write("library/README.md", "changed\n");
    expect(await save(repo)).toMatchObject({
      files: 0,
      leftOut: [{ path: "library", why: "changes inside a submodule" }],
    });
  });

  test("sees a change that keeps size and time", async () => {
    using repo = testRepository();
    repo.commit("base", { same: "aaaa\n" });
    const { mtime, atime } = lstatSync(join(repo.path, "same"));
    repo.write("same", "bbbb\n");
    utimesSync(join(repo.path, "same"), atime, mtime);
    const saved = await save(repo);
    expect(repo.git("show", `${saved?.ref}:same`)).toBe("bbbb");
  });

  test("works while another git holds the index, without a user identity, and with hooks that refuse", async () => {
    using repo = testRepository();
    repo.write("new", "x");
    repo.write(".git/index.lock", "");
    for (const hook of ["pre-commit", "reference-transaction"]) {
      repo.write(`.git/hooks/${hook}`, "#!/bin/sh\nexit 1\n");
      chmodSync(join(repo.path, ".git/hooks", hook), 0o755);
    }
    const { HOME } = process.env;
    process.env.HOME = repo.folder;
    try {
      expect(await save(repo)).toMatchObject({ files: 1 });
    } finally {
      process.env.HOME = HOME;
    }
  });

  test("gives twelve at once their own numbers, in worktrees of one repository", async () => {
    using repo = testRepository();
    const git = new Git(repo.path);
    const worktrees = Array.from({ length: 12 }, (_, i) => {
      const path = join(repo.folder, `wt-${i}`);
      repo.git("worktree", "add", "-q", "--detach", path);
      writeFileSync(join(path, "new"), `${i}`);
      return path;
    });
    const saved = await Promise.all(
      worktrees.map((worktree) =>
        saveWip(git, { worktree, session: "SESSION-001", message: "m", maxFileBytes: LIMIT }),
      ),
    );
    const refs = saved.map((each) => each?.ref).sort();
    expect(refs).toEqual(
      Array.from({ length: 12 }, (_, i) => `refs/overstory/wip/SESSION-001/${i + 1}`).sort(),
    );
    expect(repo.git("fsck", "--no-dangling", "--strict")).toBe("");
  });

  test("does not save again what its newest ref holds, staged or not", async () => {
    using repo = testRepository();
    repo.write("a.txt", "one");
    const first = await save(repo);
    expect((await save(repo, undefined, "again"))?.ref).toBe(first?.ref ?? "");
    repo.git("add", "a.txt");
    expect((await save(repo))?.ref).toEndWith("/2");
    repo.write("a.txt", "two");
    expect((await save(repo))?.ref).toEndWith("/3");
    expect((await save(repo))?.ref).toEndWith("/3");
  });

  test("saves what was written in the second in which it was staged, at the same size", async () => {
    using repo = testRepository();
    const file = join(repo.path, "a.txt");
    const index = join(repo.path, ".git/index");
    const second = Math.floor(Date.now() / 1000) - 60;
    writeFileSync(file, "one");
    utimesSync(file, second, second);
    repo.git("add", "a.txt");
    writeFileSync(file, "two");
    utimesSync(file, second, second);
    utimesSync(index, second, second);
    const saved = await save(repo);
    expect(repo.git("show", `${saved?.ref}:a.txt`)).toBe("two");
  });

  test("outlives git gc --prune=now", async () => {
    using repo = testRepository();
    repo.write("new", "kept\n");
    const saved = await save(repo);
    rmSync(join(repo.path, "new"));
    repo.git("gc", "-q", "--prune=now");
    expect(repo.git("show", `${saved?.ref}:new`)).toBe("kept");
  });

  test("refuses a session that is no name, and a worktree whose .git file is gone", async () => {
    using repo = testRepository();
    repo.write("new", "x");
    for (const session of ["", "../main", "a b", "-x", "a/b"]) {
      expect(await save(repo, session).catch((error) => error.code)).toBe("usage");
    }
    const nested = join(repo.path, "nested");
    repo.git("worktree", "add", "-q", "--detach", nested);
    rmSync(join(nested, ".git"));
    const wish = { worktree: nested, session: "S", message: "m", maxFileBytes: LIMIT };
    expect(await saveWip(new Git(repo.path), wish).catch((error) => error.code)).toBe("not_a_project");
    expect(repo.git("for-each-ref", "refs/overstory")).toBe("");
  });
});

test("listWip tells what was saved, by session and number", async () => {
  using repo = testRepository();
  const git = new Git(repo.path);
  expect(await listWip(git)).toEqual([]);
  for (let i = 0; i < 10; i++) {
    repo.write("new", `${i}`);
    await save(repo);
  }
  await save(repo, "SESSION-000", "subject\n\nbody");
  repo.git("update-ref", "refs/overstory/wip/odd", "HEAD");
  const all = await listWip(git);
  expect(all.map(({ session, number }) => `${session}/${number}`)).toEqual([
    "SESSION-000/1",
    ...Array.from({ length: 10 }, (_, i) => `SESSION-001/${i + 1}`),
  ]);
  const [first] = all;
  expect(first).toMatchObject({
    ref: "refs/overstory/wip/SESSION-000/1",
    message: "subject",
    commit: repo.git("rev-parse", "refs/overstory/wip/SESSION-000/1"),
  });
  expect(Math.abs(Date.now() - (first?.savedAt ?? 0))).toBeLessThan(60_000);
});
