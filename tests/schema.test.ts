import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { OverstoryError } from "../src/errors.ts";
import { parse } from "../src/schema.ts";

const Schema = v.strictObject({
  name: v.string(),
  size: v.optional(v.pipe(v.number(), v.minValue(1, "must be at least 1"))),
  level: v.optional(v.picklist(["low", "high"])),
  parts: v.optional(v.array(v.strictObject({ colour: v.string() }))),
  mode: v.optional(v.union([v.picklist(["on", "off"]), v.strictObject({ after: v.number() })])),
  labels: v.optional(v.record(v.string(), v.strictObject({ text: v.string() }))),
});

function faultsOf(input: unknown): string[] {
  try {
    parse(Schema, input, "plan");
  } catch (error) {
    if (error instanceof OverstoryError && error.code === "usage") return error.message.split("\n");
    throw error;
  }
  throw new Error("it was accepted");
}

test("answers what the schema makes of the input", () => {
  expect(parse(v.object({ n: v.optional(v.number(), 7) }), {}, "plan")).toEqual({ n: 7 });
});

describe("a fault names its field, the rule and what was got", () => {
  test.each([
    ["a missing field", {}, "plan: name: is missing"],
    ["a wrong type", { name: 5 }, "plan: name: must be a text, not 5"],
    ["a list for a text", { name: [] }, "plan: name: must be a text, not a list"],
    ["a broken rule", { name: "a", size: 0 }, "plan: size: must be at least 1"],
    [
      "an element of a list",
      { name: "a", parts: [{ colour: "red" }, {}] },
      "plan: parts[1].colour: is missing",
    ],
    ["one of a few", { name: "a", level: "middle" }, 'plan: level: must be "low" or "high", not "middle"'],
    [
      "an alternative",
      { name: "a", mode: "auto" },
      'plan: mode: must be "on" or "off" or an object, not "auto"',
    ],
    [
      "inside an alternative",
      { name: "a", mode: { after: "x" } },
      'plan: mode.after: must be a number, not "x"',
    ],
    ["inside a record", { name: "a", labels: { one: {} } }, "plan: labels.one.text: is missing"],
    ["the whole input", "text", 'plan: must be an object, not "text"'],
    ["nothing at all", null, "plan: must be an object, not null"],
  ])("%s", (_, input, fault) => {
    expect(faultsOf(input)).toEqual([fault]);
  });
});

describe("an unknown field is answered with the known one that was meant", () => {
  test.each([
    ["at the top", { name: "a", levl: "low" }, 'plan: levl: is no known field; did you mean "level"?'],
    [
      "in a list",
      { name: "a", parts: [{ colour: "red", color: 1 }] },
      'plan: parts[0].color: is no known field; did you mean "colour"?',
    ],
    [
      "in an alternative",
      { name: "a", mode: { after: 1, afte: 2 } },
      'plan: mode.afte: is no known field; did you mean "after"?',
    ],
    [
      "in a record",
      { name: "a", labels: { x: { text: "", txt: "" } } },
      'plan: labels.x.txt: is no known field; did you mean "text"?',
    ],
    ["far from every one", { name: "a", zzzzzz: 1 }, "plan: zzzzzz: is no known field"],
  ])("%s", (_, input, fault) => {
    expect(faultsOf(input)).toEqual([fault]);
  });

  test("and so is a mistyped choice", () => {
    expect(faultsOf({ name: "a", level: "hig" })).toEqual([
      'plan: level: must be "low" or "high", not "hig"; did you mean "high"?',
    ]);
  });
});

test("what two alternatives find wrong is told once", () => {
  const Either = v.union([
    v.strictObject({ size: v.number() }),
    v.strictObject({ size: v.number(), unit: v.string() }),
  ]);
  expect(() => parse(v.strictObject({ one: Either }), { one: { size: "x", unit: "m" } }, "plan")).toThrow(
    /^plan: one\.size: must be a number, not "x"\nplan: one\.unit: is no known field.*$/,
  );
});

test("every fault is told at once", () => {
  expect(faultsOf({ size: 0, level: 1 })).toEqual([
    "plan: name: is missing",
    "plan: size: must be at least 1",
    'plan: level: must be "low" or "high", not 1',
  ]);
});
