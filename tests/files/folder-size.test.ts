import { expect, test } from "bun:test";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sizeOf } from "../../src/files/folder-size.ts";
import { tempFolder } from "../support/temp.ts";

test("files are counted however deep they lie, links are not followed", async () => {
  using temp = tempFolder();
  mkdirSync(join(temp.path, "a/b/c"), { recursive: true });
  for (let index = 0; index < 200; index++) writeFileSync(join(temp.path, "a/b/c", `${index}`), "text\n");
  writeFileSync(join(temp.path, "large"), "x".repeat(1_000_000));
  symlinkSync("/", join(temp.path, "root"));
  const { bytes, files } = await sizeOf(temp.path);
  expect(files).toBe(202);
  expect(bytes).toBeGreaterThanOrEqual(1_000_000);
  expect(bytes).toBeLessThan(5_000_000);
});

test("a file weighs what it takes of the disk, not what it seems to hold", async () => {
  using temp = tempFolder();
  const path = join(temp.path, "sparse");
  writeFileSync(path, "");
  truncateSync(path, 1024 * 1024 * 1024);
  expect((await sizeOf(path)).bytes).toBeLessThan(1024 * 1024);
});

test("what is not there weighs nothing", async () => {
  expect(await sizeOf("/nowhere/at/all")).toEqual({ bytes: 0, files: 0 });
});
