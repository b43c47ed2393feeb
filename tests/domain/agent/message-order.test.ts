import { expect, test } from "bun:test";
import { nextInLine } from "../../../src/domain/agent/message-order.ts";

test("what was begun goes first, then an answer, then the oldest", () => {
  const [old, answer, begun] = [
    { id: "old", typedAt: null },
    { id: "answer", typedAt: null },
    { id: "begun", typedAt: 1 },
  ];
  const answers = new Set(["answer"]);
  expect(nextInLine([old, answer, begun], answers)).toBe(begun);
  expect(nextInLine([old, answer], answers)).toBe(answer);
  expect(nextInLine([old, answer], new Set())).toBe(old);
  expect(nextInLine([], answers)).toBeUndefined();
});
