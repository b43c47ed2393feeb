import { expect, test } from "bun:test";
import { plain } from "../../../src/cli/logs/log-writer.ts";

test.each([
  ["\x1b[32mok\x1b[0m\r", "ok"],
  ["10%\r50%\r100%", "100%"],
  ["plain", "plain"],
  ["", ""],
])("%p is %p as plain text", (line, expected) => {
  expect(plain(line)).toBe(expected);
});
