import { expect, test } from "bun:test";
import { appendFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readGrowth } from "../../../src/supervisor/watchdog/output-growth.ts";
import { tempFolder } from "../../support/temp.ts";

test("a log that is not there yet has not grown", () => {
  using folder = tempFolder();
  expect(readGrowth(folder.path)).toBe(0);
  expect(readGrowth(join(folder.path, "absent"))).toBe(0);
});

test("every write is another number, and so is a log that was begun anew; without a write it stays", () => {
  using folder = tempFolder();
  const log = join(folder.path, "output.log");
  const seen = [readGrowth(folder.path)];
  const changes = [
    () => writeFileSync(log, ""),
    () => appendFileSync(log, "a"),
    () => appendFileSync(log, "b"),
    () => {
      renameSync(log, join(folder.path, "output.1.log"));
      writeFileSync(log, "ab");
    },
  ];
  for (const change of changes) {
    change();
    seen.push(readGrowth(folder.path));
    expect(readGrowth(folder.path)).toEqual(seen.at(-1) ?? Number.NaN);
  }
  expect(new Set(seen).size).toBe(seen.length);
});

test("a log that cannot be looked at is unknown", () => {
  using folder = tempFolder();
  const file = join(folder.path, "file");
  writeFileSync(file, "");
  expect(readGrowth(file)).toEqual({ unknown: expect.stringContaining("ENOTDIR") });
});
