import { expect, test } from "bun:test";
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FileGrowth } from "../../src/files/file-growth.ts";
import { tempFolder } from "../support/temp.ts";
import { until } from "../support/wait.ts";

test("a file is made when it is absent, and told of at once and whenever it grows", async () => {
  using temp = tempFolder();
  const path = join(temp.path, "index");
  let told = 0;
  const growth = new FileGrowth(path, () => told++, expect.unreachable);
  await until("it is told of", () => told === 1);
  expect(existsSync(path)).toBe(true);
  appendFileSync(path, "one\n");
  await until("its growth is told", () => told >= 2);
  const before = told;
  appendFileSync(path, "two\n");
  await until("so is more of it", () => told > before);
  growth.close();
});

test("one that cannot be watched is asked after", async () => {
  using temp = tempFolder();
  const path = join(temp.path, "folder", "index");
  let told = 0;
  const troubles: string[] = [];
  const growth = new FileGrowth(
    path,
    () => told++,
    (why) => troubles.push(why),
  );
  mkdirSync(join(temp.path, "folder"));
  writeFileSync(path, "one\n");
  await until("it is asked after", () => told >= 3);
  expect(troubles).toEqual([expect.stringContaining("ENOENT")]);
  growth.close();
});
