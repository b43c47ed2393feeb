import { expect, test } from "bun:test";
import { modelFault } from "../../src/runtimes/model-fault.ts";

test.each([
  ["429 slow down", "limited"],
  ["401 bad key", "auth"],
  ["You exceeded your current quota, please check your plan", "limited"],
  ["RESOURCE_EXHAUSTED", "limited"],
  ["API key not valid. Please pass a valid API key.", "auth"],
  ["The model is overloaded. Please try again later.", "overloaded"],
  ["503 Service Unavailable", "overloaded"],
  ["Connection error.", "network"],
  ["fetch failed", "network"],
  ["prompt is too long: 210000 tokens > 200000 maximum", "context"],
  ["This model's maximum context length is 8192 tokens", "context"],
  ["blocked for safety", "refused"],
  ["something else", "other"],
] as const)("%j is %s", (text, cause) => {
  expect(modelFault(text)).toEqual({ cause, text, until: null, isRetrying: false });
});

test("a status that is told apart comes before the words, and the words become one line", () => {
  expect(modelFault("no\n  luck", { status: 529, until: 5, isRetrying: true })).toEqual({
    cause: "overloaded",
    text: "no luck",
    until: 5,
    isRetrying: true,
  });
});
