import { describe, expect, test } from "bun:test";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProject } from "../src/find-project.ts";
import { errorOf } from "./support/error-of.ts";
import { testRepository } from "./support/repository.ts";
import { tempFolder } from "./support/temp.ts";

describe("findProject", () => {
  test("puts the state in the git directory and the worktrees beside the repository", () => {
    using repo = testRepository();
    const paths = findProject(repo.path);
    expect(paths.root).toBe(repo.path);
    expect(paths.gitDir).toBe(join(repo.path, ".git"));
    expect(paths.database).toBe(join(repo.path, ".git/overstory/overstory.db"));
    expect(paths.worktrees).toBe(join(repo.folder, "repo.worktrees"));
    expect(paths.config).toBe(join(repo.path, "overstory.config.ts"));
  });

  test("is the same from a folder deep inside, even one that git does not know", () => {
    using repo = testRepository();
    mkdirSync(join(repo.path, "a/b"), { recursive: true });
    expect(findProject(join(repo.path, "a/b"))).toEqual(findProject(repo.path));
  });

  test("is the same from every linked worktree, wherever that lies", () => {
    using repo = testRepository();
    using elsewhere = tempFolder();
    for (const place of [
      join(repo.folder, "beside"),
      join(repo.path, "inside"),
      join(elsewhere.path, "far"),
    ]) {
      repo.git("worktree", "add", "-q", "--detach", place);
      expect(findProject(place)).toEqual(findProject(repo.path));
    }
  });

  test("is the same through a symbolic link", () => {
    using repo = testRepository();
    const link = join(repo.folder, "link");
    symlinkSync(repo.path, link);
    expect(findProject(link)).toEqual(findProject(repo.path));
  });

  test("has no symbolic link in its paths, also where the git directory is elsewhere", () => {
    using folder = tempFolder();
    const [root, link] = [join(folder.path, "tree"), join(folder.path, "link")];
    Bun.spawnSync(["git", "init", "-q", `--separate-git-dir=${join(folder.path, "kept.git")}`, root]);
    symlinkSync(root, link);
    expect(findProject(link)).toEqual(findProject(root));
  });

  test("is the same where git wrote absolute paths", () => {
    using repo = testRepository();
    const place = join(repo.folder, "absolute");
    repo.git("worktree", "add", "-q", "--detach", place);
    writeFileSync(join(repo.path, ".git/worktrees/absolute/commondir"), `${join(repo.path, ".git")}\n`);
    expect(findProject(place)).toEqual(findProject(repo.path));
  });

  test("is the same where git wrote relative paths", () => {
    using repo = testRepository();
    const place = join(repo.folder, "relative");
    repo.git("worktree", "add", "-q", "--detach", place);
    writeFileSync(join(place, ".git"), "gitdir: ../repo/.git/worktrees/relative\n");
    expect(findProject(place)).toEqual(findProject(repo.path));
  });

  test("a submodule is a project of its own", () => {
    using library = testRepository({ name: "library" });
    using repo = testRepository();
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library.path, "library");
    const paths = findProject(join(repo.path, "library"));
    expect(paths.root).toBe(join(repo.path, "library"));
    expect(paths.gitDir).toBe(join(repo.path, ".git/modules/library"));
    expect(paths.state).not.toBe(findProject(repo.path).state);
  });

  test("a separate git directory keeps the state, and its work tree is the root", () => {
    using folder = tempFolder();
    const [root, gitDir] = [join(folder.path, "tree"), join(folder.path, "kept.git")];
    Bun.spawnSync(["git", "init", "-q", `--separate-git-dir=${gitDir}`, root]);
    const paths = findProject(root);
    expect([paths.root, paths.gitDir]).toEqual([root, gitDir]);
  });

  test("a worktree of a separate git directory cannot tell the main work tree, and says where to go", () => {
    using repo = testRepository();
    const gitDir = join(repo.folder, "kept.git");
    repo.git("init", "-q", `--separate-git-dir=${gitDir}`);
    const place = join(repo.folder, "linked");
    repo.git("worktree", "add", "-q", "--detach", place);
    const error = errorOf(() => findProject(place));
    expect(error.code).toBe("not_a_project");
    expect(error.message).toContain(gitDir);
    expect(error.hint).toContain("main work tree");
  });

  test("a .git file whose directory is gone is no project, and says how to mend it", () => {
    using repo = testRepository();
    const place = join(repo.folder, "stale");
    repo.git("worktree", "add", "-q", "--detach", place);
    rmSync(join(repo.path, ".git/worktrees/stale"), { recursive: true });
    const error = errorOf(() => findProject(place));
    expect(error.code).toBe("not_a_project");
    expect(error.message).toContain(join(place, ".git"));
    expect(error.hint).toContain("git worktree repair");
  });

  test("a .git file with other text is no project", () => {
    using folder = tempFolder();
    writeFileSync(join(folder.path, ".git"), "hello\n");
    expect(errorOf(() => findProject(folder.path)).code).toBe("not_a_project");
  });

  test("a folder outside of every repository is no project, and the message names it", () => {
    using folder = tempFolder();
    const error = errorOf(() => findProject(folder.path));
    expect(error.code).toBe("not_a_project");
    expect(error.message).toContain(folder.path);
    expect(error.hint).toContain("git init");
  });
});

test("a repository whose git directory lies elsewhere is found where its work tree is", () => {
  using temp = tempFolder();
  const [work, elsewhere] = [join(temp.path, "work"), join(temp.path, "elsewhere")];
  mkdirSync(elsewhere);
  const { exitCode } = Bun.spawnSync([
    "git",
    "init",
    "-q",
    "--separate-git-dir",
    join(elsewhere, ".git"),
    work,
  ]);
  expect(exitCode).toBe(0);
  expect(findProject(work)).toMatchObject({
    root: work,
    gitDir: join(elsewhere, ".git"),
    worktrees: `${work}.worktrees`,
  });
});
