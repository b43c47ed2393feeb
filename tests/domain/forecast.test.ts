import { expect, test } from "bun:test";
import { pairsToTry } from "../../src/domain/forecast.ts";

const branch = (name: string, changes: string[], target = "run") => ({ name, target, changes });
const names = (...branches: ReturnType<typeof branch>[]) =>
  pairsToTry(branches).map(([ours, theirs]) => `${ours.name} ${theirs.name}`);

test("branches are tried together that change the same path", () => {
  expect(names(branch("a", ["x", "y"]), branch("b", ["y"]), branch("c", ["z"]))).toEqual(["a b"]);
});

test("also when one makes a file where the other has a folder", () => {
  expect(names(branch("a", ["src/x/deep"]), branch("b", ["src/x"]))).toEqual(["a b"]);
  expect(names(branch("b", ["src"]), branch("a", ["src/x/deep"]))).toEqual(["b a"]);
  expect(names(branch("a", ["src/x"]), branch("b", ["src/xy"]))).toEqual([]);
});

test("those for other targets are not", () => {
  expect(names(branch("a", ["x"]), branch("b", ["x"], "other"))).toEqual([]);
});
