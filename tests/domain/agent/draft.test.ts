import { expect, test } from "bun:test";
import { isDraftOf } from "../../../src/domain/agent/draft.ts";

const LONG = Array.from({ length: 40 }, (_, line) => `line ${line} of what is said`).join("\n");

test.each([
  ["the text itself", "go on", "go on"],
  ["the text, broken and indented by the box", "use the exist\n  ing parser", "use the existing\tparser"],
  ["what one CLI shows for a long paste", "[Pasted text #1 +39 lines]", LONG],
  ["what another shows", "[Pasted Content 1204 chars]", LONG],
  ["what is shown of a long line, broken by the box", "[Pasted text\n#1 +0 lines]", "x".repeat(900)],
  ["the text without what takes no room", "go on ☀", "go\u200b on ☀\ufe0f\u0003\n"],
])("%s is a draft of it", (_, draft, text) => {
  expect(isDraftOf(draft, text)).toBeTrue();
});

test.each([
  ["other words", "half a thought", "go on"],
  ["the text behind what a person has typed", "well, go on", "go on"],
  ["the text before what a person has typed", "go on with the thing", "go on"],
  ["a letter in what a person has typed", "why not try it", "y"],
  ["the beginning of the text", "go", "go on"],
  ["some rows of the text", "line 38 of what is said\nline 39 of what is said", LONG],
  ["other words and a long paste", "half a thought [Pasted text #1 +39 lines]", LONG],
  ["two pastes", "[Pasted text #1 +3 lines][Pasted text #2 +39 lines]", LONG],
  ["a paste in the place of a short text", "[Pasted text #1 +39 lines]", "go on"],
])("%s are none", (_, draft, text) => {
  expect(isDraftOf(draft, text)).toBeFalse();
});
