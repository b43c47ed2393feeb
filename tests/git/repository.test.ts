import { describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Git } from "../../src/git/git.ts";
import { inspectRepository, requireBase } from "../../src/git/repository.ts";
import { testRepository } from "../support/repository.ts";
import { tempFolder } from "../support/temp.ts";

describe("inspectRepository", () => {
  test("tells the head, the branch and git's version", async () => {
    using repo = testRepository();
    expect(await inspectRepository(new Git(repo.path))).toEqual({
      head: repo.git("rev-parse", "HEAD"),
      branch: "main",
      bare: false,
      gitVersion: expect.stringMatching(/^\d+\.\d+(\.\d+)*$/),
      hasSubmodules: false,
    });
  });

  test("tells an empty repository, a detached head, a bare repository and submodules", async () => {
    using empty = testRepository({ empty: true });
    expect(await inspectRepository(new Git(empty.path))).toMatchObject({ head: null, branch: "main" });
    using repo = testRepository();
    repo.commit("modules", { ".gitmodules": "" });
    repo.git("checkout", "-q", "--detach");
    const head = repo.git("rev-parse", "HEAD");
    expect(await inspectRepository(new Git(repo.path))).toMatchObject({
      head,
      branch: null,
      hasSubmodules: true,
    });
    repo.git("clone", "-q", "--bare", ".", join(repo.folder, "bare.git"));
    expect(await inspectRepository(new Git(join(repo.folder, "bare.git")))).toMatchObject({ bare: true });
  });

  test("throws not_a_project outside a repository, also in a folder inside one", async () => {
    using folder = tempFolder();
    using repo = testRepository();
    mkdirSync(join(repo.path, "inside"));
    for (const path of [folder.path, join(repo.path, "inside")]) {
      expect(await inspectRepository(new Git(path)).catch((error) => error.code)).toBe("not_a_project");
    }
  });
});

describe("requireBase", () => {
  const refusal = (path: string, revision: string) =>
    requireBase(new Git(path), revision).catch(({ code, message, hint }) => ({ code, message, hint }));

  test("resolves branches, tags, abbreviations and a detached head", async () => {
    using repo = testRepository();
    const head = repo.git("rev-parse", "HEAD");
    repo.git("tag", "-a", "-m", "annotated", "v1");
    repo.git("checkout", "-q", "--detach");
    for (const revision of ["main", "v1", "HEAD", head.slice(0, 10), "main^{/first}"]) {
      expect(await requireBase(new Git(repo.path), revision)).toBe(head);
    }
  });

  test("refuses what names no commit", async () => {
    using repo = testRepository();
    repo.git("tag", "a-file", "HEAD:README.md");
    for (const revision of [
      "nowhere",
      "",
      "-t",
      "--all",
      "main main",
      "a\nb",
      "a\0b",
      "a-file",
      "^main",
      "main..main",
      "f".repeat(40),
    ]) {
      expect(await refusal(repo.path, revision)).toMatchObject({
        code: "not_found",
        message: `"${revision}" names no commit in ${repo.path}`,
      });
    }
  });

  test("says what to do in an empty and in a bare repository", async () => {
    using empty = testRepository({ empty: true });
    expect(await refusal(empty.path, "HEAD")).toEqual({
      code: "not_a_project",
      message: `${empty.path} has no commit yet`,
      hint: "make a first one: git commit --allow-empty -m start",
    });
    using repo = testRepository();
    const bare = join(repo.folder, "bare.git");
    repo.git("clone", "-q", "--bare", ".", bare);
    expect(await refusal(bare, "main")).toMatchObject({
      code: "not_a_project",
      message: `${bare} is a bare repository`,
    });
  });

  test("refuses a git that is too old", async () => {
    using repo = testRepository();
    const { PATH } = process.env;
    const bin = join(repo.folder, "bin");
    mkdirSync(bin);
    writeFileSync(
      join(bin, "git"),
      `#!/bin/sh\ncase "$*" in *--version) echo git version 2.37.9;; *) PATH='${PATH}' exec git "$@";; esac\n`,
    );
    chmodSync(join(bin, "git"), 0o755);
    process.env.PATH = `${bin}:${PATH}`;
    try {
      expect(await refusal(repo.path, "main")).toMatchObject({
        code: "git",
        message: "git 2.37.9 is too old; overstory needs 2.38",
      });
    } finally {
      process.env.PATH = PATH;
    }
  });
});
