import { expect, test } from "bun:test";
import letters from "../src/stats/letters.js";

test("counts letters of any script", () => {
  expect(letters("naïve, 日本 1!")).toBe(7);
});
