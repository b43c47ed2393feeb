import { expect, test } from "bun:test";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testRepository } from "../support/repository.ts";
import { inFolder, setUp } from "./worktree-fixture.ts";

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
