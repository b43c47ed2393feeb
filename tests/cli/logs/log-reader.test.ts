import { expect, test } from "bun:test";
import { appendFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LogReader } from "../../../src/cli/logs/log-reader.ts";
import { logFile, readLog } from "../../../src/cli/logs/read-log.ts";
import { tempFolder } from "../../support/temp.ts";

function follow(folder: string) {
  const reader = new LogReader(logFile(folder), readLog(folder).position);
  return {
    read: () => Buffer.concat([...reader.read()]).toString(),
    [Symbol.dispose]: () => reader.close(),
  };
}

test("reads what was appended since, and nothing twice", () => {
  using folder = tempFolder();
  writeFileSync(logFile(folder.path), "before\n");
  using reader = follow(folder.path);
  expect(reader.read()).toBe("");
  appendFileSync(logFile(folder.path), "after\n");
  expect([reader.read(), reader.read()]).toEqual(["after\n", ""]);
});

test("reads the old file to its end before the new one", () => {
  using folder = tempFolder();
  writeFileSync(logFile(folder.path), "before\n");
  using reader = follow(folder.path);
  appendFileSync(logFile(folder.path), "last words\n");
  renameSync(logFile(folder.path), join(folder.path, "output.1.log"));
  writeFileSync(logFile(folder.path), "anew\n");
  expect(reader.read()).toBe("last words\nanew\n");
});

test("waits for a file that is not there yet", () => {
  using folder = tempFolder();
  using reader = follow(folder.path);
  expect(reader.read()).toBe("");
  writeFileSync(logFile(folder.path), "first\n");
  expect(reader.read()).toBe("first\n");
});
