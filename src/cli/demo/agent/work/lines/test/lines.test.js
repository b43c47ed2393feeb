import { expect, test } from "bun:test";
import lines from "../src/stats/lines.js";

test("counts lines, with or without an end of the last one", () => {
  expect([lines("a\nb\n"), lines("a\nb"), lines("")]).toEqual([2, 2, 1]);
});
