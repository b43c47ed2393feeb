import { expect, test } from "bun:test";
import readingTime from "../src/stats/reading-time.js";

test("rounds the minutes up", () => {
  expect(readingTime("word ".repeat(250))).toBe(2);
});
