import { expect, test } from "bun:test";
import { isOlder } from "../../../src/cli/checks/programs.ts";

test.each([
  ["2.9", "2.38", true],
  ["2.38", "2.38", false],
  ["2.38.1", "2.38", false],
  ["3", "2.38", false],
  ["2", "2.38", true],
  ["1.4.4", "1.4.5", true],
])("version %s is older than %s: %p", (version, least, expected) => {
  expect(isOlder(version, least)).toBe(expected);
});
