import { expect, test } from "bun:test";
import { findPath } from "../../src/domain/find-path.ts";

const EDGES = new Map([
  ["a", ["b", "c"]],
  ["b", ["d"]],
  ["c", ["e"]],
  ["d", ["e"]],
  ["e", ["a"]],
]);

test("names the shortest way, with both ends", () => {
  expect(findPath(EDGES, "a", "e")).toEqual(["a", "c", "e"]);
  expect(findPath(EDGES, "d", "e")).toEqual(["d", "e"]);
});

test("finds the way back to the start", () => {
  expect(findPath(EDGES, "a", "a")).toEqual(["a", "c", "e", "a"]);
  expect(findPath(new Map([["a", ["a"]]]), "a", "a")).toEqual(["a", "a"]);
});

test("is null when there is none", () => {
  expect(findPath(new Map([["a", ["b"]]]), "b", "a")).toBeNull();
  expect(findPath(new Map(), "a", "a")).toBeNull();
});

test("follows a chain of 100,000", () => {
  const chain = new Map(Array.from({ length: 100_000 }, (_, n) => [`${n}`, [`${n + 1}`]]));
  expect(findPath(chain, "0", "100000")).toHaveLength(100_001);
});
