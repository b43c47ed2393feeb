import { expect, test } from "bun:test";
import words from "../src/stats/words.js";

test("counts words", () => {
  expect([words("to be or not"), words(" \n")]).toEqual([4, 0]);
});
