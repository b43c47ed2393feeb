import { expect, test } from "bun:test";
import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testRepository } from "../support/repository.ts";
import { inFolder, setUp } from "./worktree-fixture.ts";

test("discards a worktree with what is uncommitted in it, and leaves its branch", async () => {
  using repo = testRepository();
  const { worktrees, path, wish } = setUp(repo);
  await worktrees.ensure(wish);
  writeFileSync(join(path, "new"), "");
  expect(await worktrees.discard(path)).toEqual({ kind: "removed" });
  expect(existsSync(path)).toBe(false);
  expect(repo.git("branch", "--list", "work")).toContain("work");
});

test("refuses to discard what is no worktree of this repository, or is locked", async () => {
  using repo = testRepository();
  const { worktrees, path, wish } = setUp(repo);
  await worktrees.ensure(wish);
  repo.git("worktree", "lock", path);
  mkdirSync(join(repo.folder, "plain"));
  for (const folder of [path, join(repo.folder, "plain"), repo.path]) {
    expect(await worktrees.discard(folder)).toMatchObject({ kind: "refused" });
    expect(existsSync(folder)).toBe(true);
  }
});

test("a worktree was last touched when its HEAD moved, or an uncommitted file was written", async () => {
  using repo = testRepository();
  const { worktrees, path, wish } = setUp(repo);
  await worktrees.ensure(wish);
  const admin = inFolder(path, "rev-parse", "--absolute-git-dir");
  const touch = (file: string, at: number) => utimesSync(file, at / 1000, at / 1000);
  const at = Date.UTC(2026, 0, 1);
  for (const file of ["HEAD", "logs/HEAD"]) touch(join(admin, file), at);
  expect(await worktrees.lastTouched(path)).toBe(at);
  writeFileSync(join(path, "new"), "");
  touch(join(path, "new"), at + 5000);
  expect(await worktrees.lastTouched(path)).toBe(at + 5000);
  touch(join(admin, "logs/HEAD"), at + 9000);
  expect(await worktrees.lastTouched(path)).toBe(at + 9000);
});
