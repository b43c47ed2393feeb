import { afterEach, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { OverstoryError } from "../src/errors.ts";
import { findProject, gateLog, projectPaths, sessionLogs } from "../src/paths.ts";
import { testRepository } from "./support/repository.ts";
import { tempFolder } from "./support/temp.ts";

function errorOf(work: () => unknown): OverstoryError {
  try {
    work();
  } catch (error) {
    if (error instanceof OverstoryError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

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

describe("the folder of the sockets", () => {
  const SUN_PATH_BYTES = 104;
  const deep = (length: number) => `/${"d".repeat(length - 1)}`;
  const runtimeOf = (state: string) => projectPaths("/project", dirname(state)).runtime;

  afterEach(() => {
    delete process.env.XDG_RUNTIME_DIR;
  });

  test("is the state folder where a socket's path fits", () => {
    expect(runtimeOf("/project/.git/overstory")).toBe("/project/.git/overstory");
  });

  test("is never so long that a socket would not fit", () => {
    for (let length = 60; length < 300; length++) {
      const { socket, tmuxSocket, runtime, state } = projectPaths("/project", deep(length));
      expect(Buffer.byteLength(socket)).toBeLessThan(SUN_PATH_BYTES);
      expect(Buffer.byteLength(tmuxSocket)).toBeLessThan(SUN_PATH_BYTES);
      expect([dirname(socket), dirname(tmuxSocket)]).toEqual([runtime, runtime]);
      if (runtime !== state) expect(Buffer.byteLength(join(state, "daemon.sock"))).toBeGreaterThan(103);
    }
  });

  test("counts bytes, not characters", () => {
    const state = `/${"ü".repeat(45)}/overstory`;
    expect(state.length).toBeLessThan(60);
    expect(runtimeOf(state)).not.toBe(state);
  });

  test("is in the runtime directory of the user's session where there is one", () => {
    using folder = tempFolder();
    process.env.XDG_RUNTIME_DIR = folder.path;
    expect(dirname(runtimeOf(join(deep(200), "overstory")))).toBe(folder.path);
  });

  test("is in /tmp, named for the user, where that directory is absent or too long itself", () => {
    using folder = tempFolder();
    const long = join(folder.path, "x".repeat(60));
    mkdirSync(long);
    for (const xdg of [long, "/no/such/folder", ""]) {
      process.env.XDG_RUNTIME_DIR = xdg;
      expect(runtimeOf(join(deep(200), "overstory"))).toMatch(
        new RegExp(`^/tmp/overstory-${process.getuid?.()}-`),
      );
    }
  });

  test("is the same every time, and another one for another project", () => {
    const [one, two] = [join(deep(200), "overstory"), join(deep(201), "overstory")];
    expect(runtimeOf(one)).toBe(runtimeOf(one));
    expect(runtimeOf(one)).not.toBe(runtimeOf(two));
    expect(runtimeOf(one)).toContain(createHash("sha256").update(one).digest("hex").slice(0, 16));
  });

  test("a real socket can be opened where a project lies deep", async () => {
    using folder = tempFolder();
    const gitDir = join(folder.path, "x".repeat(100), ".git");
    mkdirSync(gitDir, { recursive: true });
    process.env.XDG_RUNTIME_DIR = mkdtempSync("/tmp/ovt-run-");
    const { socket, runtime } = projectPaths(dirname(gitDir), gitDir);
    try {
      mkdirSync(runtime, { recursive: true });
      const server = Bun.serve({ unix: socket, fetch: () => new Response("here") });
      expect(await (await fetch("http://daemon/", { unix: socket })).text()).toBe("here");
      await server.stop(true);
    } finally {
      rmSync(process.env.XDG_RUNTIME_DIR, { recursive: true });
    }
  });
});

test("output of a session and of its gates lies together, under the session's key", () => {
  const paths = { logs: "/state/logs" };
  expect(sessionLogs(paths, "SESSION-007")).toBe("/state/logs/SESSION-007");
  expect(gateLog(paths, "SESSION-007", 0)).toBe("/state/logs/SESSION-007/gate-1.log");
});
