import { expect, test } from "bun:test";
import { events, FIELDS, testServer } from "./fixture.ts";
import { record, records } from "./json.ts";

const { server, post } = testServer();

test("a stream of responses goes from created to completed, with each item whole", async () => {
  server.script = () => ({ text: "Hello you there.", tools: [{ bash: "ls" }] });
  const tool = { type: "function", name: "exec_command", parameters: FIELDS };
  const all = await events(
    await post("/v1/responses", { model: "m", stream: true, input: "go", tools: [tool] }),
  );
  expect(all[0]).toMatchObject({ type: "response.created" });
  const done = all.filter(({ type }) => type === "response.output_item.done").map(({ item }) => item);
  expect(done).toMatchObject([
    { type: "message", content: [{ text: "Hello you there." }] },
    { type: "function_call", name: "exec_command", arguments: '{"cmd":"ls"}' },
  ]);
  expect(all.at(-1)).toMatchObject({
    type: "response.completed",
    response: { usage: { total_tokens: 110 }, output: done },
  });
});

test("a tool that takes text is called with text", async () => {
  server.script = () => ({ tools: [{ bash: "ls" }] });
  const added = { type: "additional_tools", tools: [{ type: "custom", name: "exec" }] };
  const input = [added, { role: "user", content: "go" }];
  const answer = record(await (await post("/v1/responses", { model: "m", input })).json());
  const [call] = records(answer.output);
  expect(call).toMatchObject({ type: "custom_tool_call", name: "exec" });
  expect(call?.input).toContain('{"cmd":"ls"}');
});

test("a websocket is refused", async () => {
  const response = await fetch(`${server.url}/v1/responses`, { headers: { upgrade: "websocket" } });
  expect(response.status).toBe(426);
});
