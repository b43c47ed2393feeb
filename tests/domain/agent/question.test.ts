import { expect, test } from "bun:test";
import { chooseOption } from "../../../src/domain/agent/question.ts";
import type { DialogOption } from "../../../src/domain/agent/screen-reading.ts";

const YES: DialogOption = { label: "Yes", means: "allow", keys: ["1"] };
const OTHER: DialogOption = { label: "Something else", means: null, keys: ["2"] };
const UNKNOWN: DialogOption = { label: "No", means: "deny", keys: [] };
const dialog = { options: [YES, OTHER, UNKNOWN] };

test("an option is chosen by what it says or by its number", () => {
  expect(chooseOption(dialog, { kind: "answer", answer: "allow" })).toBe(YES);
  expect(chooseOption(dialog, { kind: "option", number: 2 })).toBe(OTHER);
});

test("what is not there, or has no keys that are known, is refused with what there is", () => {
  const there = "it can be answered with allow (Yes), --option 2 (Something else)";
  expect(chooseOption(dialog, { kind: "answer", answer: "deny" })).toEqual({
    refusal: `it has no "deny"; ${there}`,
  });
  expect(chooseOption(dialog, { kind: "option", number: 3 })).toEqual({
    refusal: `it has no option 3; ${there}`,
  });
  expect(chooseOption({ options: [UNKNOWN] }, { kind: "option", number: 1 })).toEqual({
    refusal: "it is not understood well enough to be answered from outside",
  });
});
