import { expect, test } from "bun:test";
import fc from "fast-check";
import { provenBy } from "../../../src/domain/agent/message-proof.ts";

const proven = (texts: readonly string[], prompt: string) =>
  provenBy(
    texts.map((text) => ({ text })),
    prompt,
  ).map(({ text }) => text);

test("a prompt proves the message that it is, whatever became of its blanks and control characters", () => {
  expect(proven(["a\tb\u001b[201~\r\n\nc "], "a b[201~ c")).toHaveLength(1);
});

test("a CLI may wrap what was pasted", () => {
  const prompt = '\n\n<pasted_content id="ab12">one\ntwo</pasted_content id="ab12">';
  expect(proven(["one\ntwo"], prompt)).toEqual(["one\ntwo"]);
});

test("a part of a message, or of other words, proves nothing", () => {
  expect(proven(["go on with the parser"], "go on")).toEqual([]);
  expect(proven(["go"], "let us not forgo it")).toEqual([]);
});

test("a message that is a part of another is not proven by that one", () => {
  expect(proven(["go", "go on with it"], "go on with it")).toEqual(["go on with it"]);
});

test("messages that were joined while the agent worked are all proven", () => {
  expect(proven(["one", "two words", "three"], "one\ntwo words\nthree")).toEqual([
    "one",
    "two words",
    "three",
  ]);
});

test("one prompt proves one of two that say the same, the older one", () => {
  const [older, newer] = [{ text: "go on" }, { text: "go on" }];
  expect(provenBy([older, newer], "go on")).toEqual([older]);
  expect(provenBy([older, newer], "go on\ngo on")).toEqual([older, newer]);
  expect(provenBy([older, newer], "go on")[0]).toBe(older);
});

test("a message without words is never proven", () => {
  expect(proven([" \n"], "anything")).toEqual([]);
});

test("any text is proven by itself, between any others", () => {
  const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(text, fc.string(), fc.string(), (one, before, behind) => {
      fc.pre(one.replace(/\p{Cc}/gu, "").trim() !== "");
      expect(proven([one], `${before}\n${one}\n${behind}`)).toEqual([one]);
    }),
  );
});
