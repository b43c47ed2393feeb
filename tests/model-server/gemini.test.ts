import { expect, test } from "bun:test";
import { events, FIELDS, testServer } from "./fixture.ts";
import { record, records } from "./json.ts";

const { server, post } = testServer();

const ask = (method: string) =>
  post(`/v1beta/models/gemini-2.5-pro:${method}`, {
    contents: [{ role: "user", parts: [{ text: "go" }] }],
    tools: [{ functionDeclarations: [{ name: "run_shell_command", parametersJsonSchema: FIELDS }] }],
  });

test("the last chunk of a stream has the reason of its end and the usage", async () => {
  server.script = () => ({ text: "Hello you there.", tools: [{ bash: "ls" }] });
  const all = await events(await ask("streamGenerateContent?alt=sse"));
  const parts = all.flatMap(({ candidates }) =>
    records(candidates).flatMap(({ content }) => records(record(content).parts)),
  );
  expect(parts.map(({ text }) => text).join("")).toBe("Hello you there.");
  expect(parts.at(-1)).toMatchObject({ functionCall: { name: "run_shell_command" } });
  expect(all.at(-1)).toMatchObject({
    candidates: [{ finishReason: "STOP" }],
    usageMetadata: { totalTokenCount: 110 },
  });
});

test("a plain answer, an error and a count of tokens have their shapes", async () => {
  expect(await (await ask("generateContent")).json()).toMatchObject({
    candidates: [{ content: { parts: [{ text: "Hello " }, { text: "you " }, { text: "there." }] } }],
  });
  expect(record(await (await ask("countTokens")).json()).totalTokens).toBeGreaterThan(0);
  server.script = () => ({ status: 429, error: "slow down" });
  const response = await ask("generateContent");
  expect(response.status).toBe(429);
  expect(await response.json()).toEqual({
    error: { code: 429, message: "slow down", status: "RESOURCE_EXHAUSTED" },
  });
});
