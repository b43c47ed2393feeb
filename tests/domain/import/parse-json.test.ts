import { expect, test } from "bun:test";
import { DEPTH_LIMIT, parseJson } from "../../../src/domain/import/parse-json.ts";

const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

test("depth is limited, and costs no stack", () => {
  expect(parseJson(nested(DEPTH_LIMIT))).toHaveProperty("value");
  for (const depth of [DEPTH_LIMIT + 1, 1_000_000])
    expect(parseJson(nested(depth))).toEqual({ problem: `is nested deeper than ${DEPTH_LIMIT} levels` });
});

test("brackets in strings, also behind quotes with a backslash, are no depth", () => {
  const value = `\\"${"[{".repeat(DEPTH_LIMIT)}\\`;
  expect(parseJson(JSON.stringify({ value }))).toEqual({ value: { value }, isExact: true });
});

test("what is no JSON says where", () => {
  expect(parseJson('{"a": 1,\n "b" 2}')).toEqual({ problem: 'is no JSON: line 2, column 6: unexpected "2"' });
  expect(parseJson("{'a': 1}")).toEqual({ problem: `is no JSON: line 1, column 2: unexpected "'"` });
  expect(parseJson("")).toEqual({ problem: "is no JSON: line 1, column 1: it ends too early" });
});
