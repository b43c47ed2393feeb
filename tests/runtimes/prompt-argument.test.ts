import { expect, test } from "bun:test";
import { promptArgument } from "../../src/runtimes/prompt-argument.ts";

test("a prompt is its argument, as it is", () => {
  expect(promptArgument("do it", "/state/a")).toEqual({ argument: "do it", files: {} });
});

test("one of more bytes than an argument should have is a file that it is told to read", () => {
  const prompt = "ö".repeat(20_000);
  const { argument, files } = promptArgument(prompt, "/state/a");
  expect(argument).toContain("/state/a/prompt.md");
  expect(files).toEqual({ "prompt.md": prompt });
});
