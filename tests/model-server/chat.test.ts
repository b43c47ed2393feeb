import { expect, test } from "bun:test";
import { events, FIELDS, testServer } from "./fixture.ts";
import { record, records } from "./json.ts";

const { server, post } = testServer();

const ask = (more: object) =>
  post("/v1/chat/completions", {
    model: "m",
    messages: [{ role: "user", content: "go" }],
    tools: [{ type: "function", function: { name: "bash", parameters: FIELDS } }],
    ...more,
  });

test("a stream of a chat carries text, calls, the reason of its end and the usage", async () => {
  server.script = () => ({ text: "Hello you there.", tools: [{ bash: "ls" }] });
  const all = await events(await ask({ stream: true }));
  const choices = all.flatMap(({ choices }) => records(choices));
  const deltas = choices.map(({ delta }) => record(delta));
  expect(deltas.map(({ content }) => content).join("")).toBe("Hello you there.");
  expect(deltas.flatMap(({ tool_calls }) => records(tool_calls))).toMatchObject([
    { function: { name: "bash" } },
  ]);
  expect(choices.at(-1)).toMatchObject({ finish_reason: "tool_calls" });
  expect(all.at(-2)).toMatchObject({ usage: { prompt_tokens: 100, completion_tokens: 10 } });
});

test("a request of a chat without a stream has a plain answer", async () => {
  expect(await (await ask({})).json()).toMatchObject({
    choices: [{ message: { content: "Hello you there." }, finish_reason: "stop" }],
  });
});
