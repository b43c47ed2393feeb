import { expect, test } from "bun:test";
import { OverstoryError } from "../../src/errors.ts";
import { toFailure, toResult } from "../../src/mcp/answer.ts";

test("an answer is the document, and below it what to do next", () => {
  const next = { situation: "task.claimed", steps: [], markdown: "**go**", plain: "go", notices: [] };
  expect(toResult({ task: { key: "TASK-001" } }, next).content).toEqual([
    { type: "text", text: '{"task":{"key":"TASK-001"}}' },
    { type: "text", text: "go" },
  ]);
  expect(toResult({ mails: [] }, { ...next, plain: "" }).content).toHaveLength(1);
  expect(toResult({ mails: [] }, undefined).content).toHaveLength(1);
});

test("a failure says what refused it and who could, as on the command line", () => {
  const refused = new OverstoryError("forbidden", "SESSION-002 is a builder", { hint: "ask your parent" });
  expect(toFailure(refused)).toEqual({
    isError: true,
    content: [
      {
        type: "text",
        text: '{"error":{"code":"forbidden","message":"SESSION-002 is a builder","hint":"ask your parent"}}',
      },
    ],
  });
});

test("a defect is an internal error without its stack", () => {
  expect(toFailure(new TypeError("x is undefined")).content).toEqual([
    { type: "text", text: '{"error":{"code":"internal","message":"x is undefined","hint":null}}' },
  ]);
});
