import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { didYouMean, nearest } from "../src/suggest.ts";

const FIELDS = ["maxAgents", "runtime", "role", "gates", "gateTimeout", "dependsOn"];

describe("nearest", () => {
  test.each([
    ["maxAgent", "maxAgents"],
    ["dependson", "dependsOn"],
    ["rutnime", "runtime"],
    ["gate", "gates"],
    ["gateTime", "gateTimeout"],
    ["rol", "role"],
  ])("takes %p for %p", (typed, meant) => {
    expect(nearest(typed, FIELDS)).toBe(meant);
  });

  test.each(["colour", "x", "", "timeouts"])("takes %p for none of them", (typed) => {
    expect(nearest(typed, FIELDS)).toBeUndefined();
  });

  test("takes one letter for no other one, but for itself in another case", () => {
    expect(nearest("b", ["a"])).toBeUndefined();
    expect(nearest("A", ["a"])).toBe("a");
  });

  test("prefers the nearer of two that begin alike", () => {
    expect(nearest("gates", ["gateTimeout", "gates"])).toBe("gates");
  });

  test("an adjacent swap is one mistake", () => {
    expect(nearest("ab", ["ba"])).toBe("ba");
    expect(nearest("abc", ["cba"])).toBeUndefined();
  });

  test("finds a word again after one letter was lost, doubled or exchanged", () => {
    const damages: ((word: string, at: number) => string)[] = [
      (word, at) => word.slice(0, at) + word.slice(at + 1),
      (word, at) => word.slice(0, at) + word.charAt(at) + word.slice(at),
      (word, at) => `${word.slice(0, at)}q${word.slice(at + 1)}`,
    ];
    fc.assert(
      fc.property(fc.constantFrom(...FIELDS), fc.nat(), fc.constantFrom(...damages), (word, n, damage) => {
        expect(nearest(damage(word, n % word.length), [word])).toBe(word);
      }),
    );
  });
});

test("didYouMean is a clause to append, or nothing", () => {
  expect(didYouMean("rol", FIELDS)).toBe('; did you mean "role"?');
  expect(didYouMean("colour", FIELDS)).toBe("");
});
