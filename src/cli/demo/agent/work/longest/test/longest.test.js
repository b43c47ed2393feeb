import { expect, test } from "bun:test";
import longest from "../src/stats/longest.js";

test("finds the longest word, the first of equals", () => {
  expect(longest("one three seven")).toBe("three");
});
