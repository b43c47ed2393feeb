import { expect, test } from "bun:test";
import { oneLine } from "../../../src/domain/agent/one-line.ts";

test("text becomes one line, cut where it is too long", () => {
  expect(oneLine("  a\n\tb  c\r\n", 20)).toBe("a b c");
  expect(oneLine("12345", 5)).toBe("12345");
  expect(oneLine("123456", 5)).toBe("1234…");
  expect(oneLine("123 567", 5)).toBe("123…");
  expect(oneLine("", 5)).toBe("");
});
