import { expect, test } from "bun:test";
import { events, FIELDS, testServer } from "./fixture.ts";
import { record, records } from "./json.ts";
import { rules } from "./script.ts";

const { server, post } = testServer();

const ask = (more: object = {}, init: RequestInit = {}) =>
  post(
    "/v1/messages?beta=true",
    {
      model: "m",
      stream: true,
      tools: [{ name: "Bash", input_schema: FIELDS }],
      messages: [{ role: "user", content: "go" }],
      ...more,
    },
    init,
  );

test("a stream opens and closes its blocks and ends the message", async () => {
  server.script = () => ({ thinking: "Hm.", text: "Hello you there.", usage: { input: 7, output: 3 } });
  const all = await events(await ask());
  expect(all.map(({ type }) => type)).toEqual([
    "message_start",
    "content_block_start",
    "content_block_delta",
    "content_block_delta",
    "content_block_stop",
    "content_block_start",
    "content_block_delta",
    "content_block_delta",
    "content_block_delta",
    "content_block_stop",
    "message_delta",
    "message_stop",
  ]);
  const texts = all.map(({ delta }) => record(delta)).filter(({ type }) => type === "text_delta");
  expect(texts.map(({ text }) => text).join("")).toBe("Hello you there.");
  expect(all.at(-2)).toMatchObject({
    delta: { stop_reason: "end_turn" },
    usage: { input_tokens: 7, output_tokens: 3 },
  });
});

test("a shell command is a call of the shell tool that the request offers", async () => {
  server.script = () => ({ tools: [{ bash: "ls -l" }] });
  const all = await events(await ask());
  expect(all[1]).toMatchObject({ content_block: { type: "tool_use", name: "Bash", input: {} } });
  expect(JSON.parse(String(record(all[2]?.delta).partial_json))).toMatchObject({ command: "ls -l" });
  expect(all.at(-2)).toMatchObject({ delta: { stop_reason: "tool_use" } });
});

test("a request without a stream has a plain answer", async () => {
  const answer = await (await ask({ stream: false })).json();
  expect(answer).toMatchObject({
    type: "message",
    content: [{ type: "text", text: "Hello you there." }],
    stop_reason: "end_turn",
  });
});

test("an error has its status, its headers and the type of the provider", async () => {
  server.script = () => ({ status: 429, error: "slow down", headers: { "retry-after": "30" } });
  const response = await ask();
  expect(response.status).toBe(429);
  expect(response.headers.get("retry-after")).toBe("30");
  expect(await response.json()).toMatchObject({
    error: { type: "rate_limit_error", message: "slow down" },
  });
});

test("the conversation, tool results and turns are read from the request", async () => {
  await ask({
    metadata: { user_id: '{"session_id":"abc"}' },
    system: [{ type: "text", text: "You are." }],
    messages: [
      { role: "user", content: "<system-reminder>today</system-reminder>" },
      { role: "user", content: [{ type: "text", text: "go" }] },
      {
        role: "assistant",
        content: [{ type: "tool_use", id: "t1", name: "Bash", input: { command: "x" } }],
      },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", content: "out" }] },
    ],
  });
  const [request] = server.requests;
  expect(request).toMatchObject({
    conversation: "abc",
    system: "You are.",
    lastUserText: "go",
    turnIndex: 1,
    step: 1,
    tools: ["Bash"],
  });
  expect(request?.messages.at(-1)?.toolResults).toEqual([{ id: "t1", text: "out" }]);
});

test("what a CLI asks for its own sake does not use up the script", async () => {
  server.script = rules([{ reply: { text: "the work" }, times: 1 }]);
  const quota = await ask({ tools: [], stream: false, messages: [{ role: "user", content: "quota" }] });
  expect(record(records(record(await quota.json()).content)[0]).text).toBe("ok");
  expect(await (await ask()).text()).toContain("the ");
  expect((await ask()).status).toBe(500);
  expect(server.requests.map(({ background }) => background)).toEqual(["quota", null, null]);
  expect(server.work).toHaveLength(2);
});
