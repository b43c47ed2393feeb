import { expect, test } from "bun:test";
import { Signs } from "../../../src/supervisor/alerts/signs.ts";
import { condition } from "./fixture.ts";

test("of one cause there is one condition, in its newest words, and only changes are told", () => {
  const signs = new Signs();
  let told = 0;
  const unsubscribe = signs.onChange(() => told++);
  signs.set(condition());
  signs.set(condition());
  expect(told).toBe(1);
  signs.set(condition({ message: "worse" }));
  expect(told).toBe(2);
  expect(signs.list()).toEqual([condition({ message: "worse" })]);
  signs.clear("unheard of");
  expect(told).toBe(2);
  signs.clear(condition().cause);
  expect({ told, left: signs.list() }).toEqual({ told: 3, left: [] });
  unsubscribe();
  signs.set(condition());
  expect(told).toBe(3);
});
