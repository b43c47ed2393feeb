import { expect, test } from "bun:test";
import { countControls, stripControls } from "../../../src/domain/agent/plain-text.ts";

test("control characters other than newline and tab are left out, and counted", () => {
  const text = "a\u0000\u0003\u001b[31mb\u007f\u009bc\r\nd\re\n\tf 🦉";
  expect(stripControls(text)).toBe("a[31mbc\nd\ne\n\tf 🦉");
  expect(countControls(text)).toBe(5);
  expect(countControls("a\r\nb\tc\n")).toBe(0);
});
