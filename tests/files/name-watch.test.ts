import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { NameWatch } from "../../src/files/name-watch.ts";
import { tempFolder } from "../support/temp.ts";
import { until } from "../support/wait.ts";

test("a change of a file is told to whoever asked for it, also when it comes to be", async () => {
  using temp = tempFolder();
  const watch = new NameWatch();
  const told: string[] = [];
  const path = (name: string) => join(temp.path, name);
  for (const name of ["a", "b"]) expect(watch.add(path(name), () => told.push(name))).toBeNull();
  writeFileSync(path("a"), "1");
  await until("a is told", () => told.includes("a"));
  expect(told).not.toContain("b");
  watch.remove(path("a"));
  told.length = 0;
  writeFileSync(path("a"), "2");
  writeFileSync(path("b"), "1");
  await until("b is told", () => told.includes("b"));
  expect(told).not.toContain("a");
  watch.close();
});

test("where there is no folder to watch, it says so", () => {
  using temp = tempFolder();
  const watch = new NameWatch();
  expect(watch.add(join(temp.path, "gone", "a"), () => {})).toContain("ENOENT");
  watch.close();
});
