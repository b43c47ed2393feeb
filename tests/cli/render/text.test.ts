import { expect, test } from "bun:test";
import { columnsOf, cut, fit, inert } from "../../../src/cli/render/text.ts";

test.each([
  ["\x1b[31mred\x1b[0m", "red"],
  ["\x1b]0;title\x07x", "x"],
  ["\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"],
  ["a\r\nb\tc", "a b c"],
  ["bell\x07 del\x7f c1\x9b", "bell  del  c1"],
  ["left\u202eright\u2066", "leftright"],
  ["日本 👩‍👩‍👧 é", "日本 👩‍👩‍👧 é"],
])("%p is made inert", (text, expected) => {
  expect(inert(text)).toBe(expected);
});

test.each([
  ["hello world", 6, "hello…"],
  ["hello", 5, "hello"],
  ["日本語テスト", 5, "日本…"],
  ["日本語テスト", 6, "日本…"],
  ["x", 0, ""],
])("%p is cut to %d columns", (text, columns, expected) => {
  expect(cut(text, columns)).toBe(expected);
});

test("what is fitted has exactly its columns, also with wide characters and colours", () => {
  for (const text of ["", "a", "日本語テスト", "\x1b[31mlong red text\x1b[39m"])
    expect(columnsOf(fit(text, 6))).toBe(6);
});
