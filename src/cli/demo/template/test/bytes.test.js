import { expect, test } from "bun:test";
import bytes from "../src/stats/bytes.js";

test("counts bytes, not letters", () => {
  expect(bytes("naïve")).toBe(6);
});
