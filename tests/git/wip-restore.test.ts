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
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { SavedWork } from "../../src/domain/saved-work.ts";
import { OverstoryError } from "../../src/errors.ts";
import { Git } from "../../src/git/git.ts";
import { listWip, saveWip } from "../../src/git/wip.ts";
import { lookAtWip } from "../../src/git/wip-look.ts";
import { restoreWip } from "../../src/git/wip-restore.ts";
import { type TestRepository, testRepository } from "../support/repository.ts";

/** Saves what is uncommitted; answers it as it is listed. */
async function save(repo: TestRepository): Promise<SavedWork> {
  const git = new Git(repo.path);
  const wish = { worktree: repo.path, session: "SESSION-001", message: "m", maxFileBytes: 1e6 };
  if (!(await saveWip(git, wish))) throw new Error("nothing was saved");
  const saved = (await lookAtWip(git, await listWip(git))).at(-1);
  if (!saved) throw new Error("what was saved is not listed");
  return saved;
}

/** A fresh worktree at a commit. */
function worktree(repo: TestRepository, name: string, commit = "HEAD"): string {
  const path = join(repo.folder, name);
  repo.git("worktree", "add", "-q", "--detach", path, commit);
  return path;
}

/** Everything a person could miss: every file with kind, mode and bytes, the index, and what git says of each path. */
function snapshot(path: string) {
  const git = (...args: string[]) => Bun.spawnSync(["git", ...args], { cwd: path }).stdout.toString();
  const files = readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => name !== ".git" && !name.startsWith(".git/"))
    .sort()
    .map((name) => {
      const stats = lstatSync(join(path, name));
      if (stats.isSymbolicLink()) return [name, "->", readlinkSync(join(path, name))];
      if (stats.isDirectory()) return [name];
      return [name, (stats.mode & 0o111) !== 0, readFileSync(join(path, name)).toString("base64")];
    });
  return {
    files,
    index: git("ls-files", "--stage", "-z"),
    status: git("status", "--porcelain=v2", "-z", "--untracked-files=all"),
  };
}

const BINARY = new Uint8Array([0, 255, 13, 10, 0, 128, 7]);

/** Leaves behind what an agent may leave that is ended at any moment. */
function makeMess(repo: TestRepository): void {
  const at = (name: string) => join(repo.path, name);
  const names = [
    "edited",
    "both",
    "gone",
    "unstaged gone",
    "old name",
    "script",
    "unstaged script",
    "kind",
    "back",
  ];
  repo.commit("base", Object.fromEntries(names.map((name) => [name, `${name}\n`])));
  mkdirSync(at("folder"));
  repo.commit("folder", { "folder/inside": "1\n", undone: "1\n" });
  repo.write("edited", "changed\n");
  repo.write("both", "staged\n");
  repo.git("add", "both");
  repo.write("both", "staged, then changed\n");
  repo.git("rm", "-q", "gone");
  rmSync(at("unstaged gone"));
  repo.git("mv", "old name", "new name");
  chmodSync(at("script"), 0o755);
  repo.git("add", "script");
  chmodSync(at("unstaged script"), 0o755);
  rmSync(at("kind"));
  symlinkSync("nowhere\nat all", at("kind"));
  repo.git("rm", "-q", "--cached", "back");
  repo.write("undone", "2\n");
  repo.git("add", "undone");
  repo.write("undone", "1\n");
  rmSync(at("folder"), { recursive: true });
  repo.write("folder", "a file now\n");
  writeFileSync(at("staged binary"), BINARY);
  repo.git("add", "staged binary");
  writeFileSync(at("untracked binary"), BINARY);
  repo.write('staged\nnew "ünï"', "1\n");
  repo.git("add", 'staged\nnew "ünï"');
  mkdirSync(at("deep/er"), { recursive: true });
  repo.write("deep/er/untracked\n", "1\n");
  symlinkSync("../edited", at("deep/link"));
  repo.write("-n", "1\n");
}

async function refused(work: Promise<void>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof OverstoryError && error.code === "conflict") return error.message;
    throw error;
  }
  throw new Error("it was not refused");
}

describe("restoreWip", () => {
  test("brings index, tree and untracked files back as they were, in another worktree", async () => {
    using repo = testRepository();
    makeMess(repo);
    const before = snapshot(repo.path);
    const saved = await save(repo);
    const there = worktree(repo, "there");
    await restoreWip(new Git(repo.path), saved, there);
    expect(snapshot(there)).toEqual(before);
    expect(snapshot(repo.path)).toEqual(before);
  });

  test("what was saved again after a restore is the same", async () => {
    using repo = testRepository();
    makeMess(repo);
    const saved = await save(repo);
    repo.git("reset", "-q", "--hard");
    repo.git("clean", "-qfd");
    await restoreWip(new Git(repo.path), saved, repo.path);
    const again = await save(repo);
    const trees = ({ ref }: SavedWork) => repo.git("rev-parse", `${ref}^{tree}`, `${ref}^2^{tree}`);
    expect(trees(again)).toBe(trees(saved));
  });

  test.each<[string, (repo: TestRepository, there: string) => void, string]>([
    ["an untracked file", (_, there) => writeFileSync(join(there, "mine"), "x"), "uncommitted changes: mine"],
    [
      "a changed file",
      (_, there) => writeFileSync(join(there, "README.md"), "x"),
      "uncommitted changes: README.md",
    ],
    [
      "another commit",
      (repo, there) => {
        repo.git("-C", there, "commit", "-q", "--allow-empty", "-m", "x");
      },
      "and the work was saved on top of",
    ],
    [
      "an ignored file in the way",
      (_, there) => writeFileSync(join(there, "build"), "mine"),
      "in the way: build",
    ],
    [
      "an ignored folder in the way",
      (_, there) => {
        mkdirSync(join(there, "build"));
        writeFileSync(join(there, "build/x"), "mine");
      },
      "in the way: build/x",
    ],
    [
      "an ignored file where a folder goes",
      (_, there) => writeFileSync(join(there, "out"), "mine"),
      "in the way: out",
    ],
  ])("a worktree with %s is refused and left as it is", async (_, disturb, why) => {
    using repo = testRepository();
    mkdirSync(join(repo.path, "out"));
    for (const name of ["new", "build", "out/x"]) repo.write(name, "restored\n");
    const saved = await save(repo);
    repo.write(".git/info/exclude", "build\nout\n");
    const there = worktree(repo, "there");
    disturb(repo, there);
    const before = snapshot(there);
    expect(await refused(restoreWip(new Git(repo.path), saved, there))).toContain(why);
    expect(snapshot(there)).toEqual(before);
  });

  test("ignored files that are not in the way stay", async () => {
    using repo = testRepository();
    repo.write("new", "1\n");
    const saved = await save(repo);
    repo.write(".git/info/exclude", "cache\n");
    const there = worktree(repo, "there");
    writeFileSync(join(there, "cache"), "mine");
    await restoreWip(new Git(repo.path), saved, there);
    expect(readFileSync(join(there, "cache"), "utf8")).toBe("mine");
    expect(readFileSync(join(there, "new"), "utf8")).toBe("1\n");
  });

  test("work that was saved before there was a commit is refused with another way", async () => {
    using repo = testRepository({ empty: true });
    repo.write("new", "1\n");
    const saved = await save(repo);
    expect(await refused(restoreWip(new Git(repo.path), saved, repo.path))).toContain(
      "before there was a commit",
    );
  });
});
