import { expect, test } from "bun:test";
import fc from "fast-check";
import { findJsonFault } from "../../../src/domain/import/json-fault.ts";

test.each([
  ["[1, 2,]", 6],
  ['{"a": tru}', 6],
  ['{"a": 1 "b"}', 8],
  ["{a: 1}", 1],
  ['["a\nb"]', 1],
  ["[01]", 2],
  ["[1] 2", 4],
  ["]", 0],
  ['[{"a": [1}]', 9],
  ["", 0],
  ['{"a"', 4],
  ['["abc', 5],
])("in %p it is at %d", (text, at) => {
  expect(findJsonFault(text).at).toBe(at);
});

test("whatever JSON.parse takes is read to its end, and cut off anywhere it ends too early", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(), (value, cut) => {
      const text = JSON.stringify([value], null, 1);
      expect(findJsonFault(text).at).toBe(text.length);
      const part = text.slice(0, cut % text.length);
      // A number or a word that is cut is a fault where it begins.
      expect(findJsonFault(part).at).toBeGreaterThanOrEqual(part.search(/[^\s]*$/) - part.length);
    }),
  );
});

test("what JSON.parse refuses has a fault before its end, or ends too early", () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.constantFrom(...'{}[],:"x1 '), (json, place, character) => {
      const at = place % (json.length + 1);
      const text = json.slice(0, at) + character + json.slice(at);
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      const fault = findJsonFault(text);
      if (!isJson) expect(fault.at < text.length || fault.what === "it ends too early").toBe(true);
    }),
  );
});
