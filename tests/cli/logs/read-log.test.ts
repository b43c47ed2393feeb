import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { lastLines, readLog } from "../../../src/cli/logs/read-log.ts";
import { tempFolder } from "../../support/temp.ts";

test.each([
  ["a\nb\nc\n", 2, "b\nc\n"],
  ["a\nb\nc", 2, "b\nc"],
  ["a\n\n\n", 2, "\n\n"],
  ["a\nb\n", 5, "a\nb\n"],
  ["a\nb\n", 2, "a\nb\n"],
  ["a\n", 0, ""],
  ["", 3, ""],
  ["\n", 1, "\n"],
])("of %p the last %d lines are %p", (text, count, expected) => {
  expect(lastLines(Buffer.from(text), count).toString()).toBe(expected);
});

test("the part before a rotation comes before the one since", () => {
  using folder = tempFolder();
  writeFileSync(join(folder.path, "output.1.log"), "old\n");
  writeFileSync(join(folder.path, "output.log"), "new\n");
  const { bytes, position } = readLog(folder.path);
  expect(bytes.toString()).toBe("old\nnew\n");
  expect(position.bytes).toBe(4);
});

test("a session that wrote nothing yet has an empty log", () => {
  using folder = tempFolder();
  expect(readLog(folder.path)).toEqual({ bytes: Buffer.alloc(0), position: { inode: undefined, bytes: 0 } });
});
