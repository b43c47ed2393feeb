import { expect, test } from "bun:test";
import { until } from "../support/wait.ts";
import { testServer } from "./fixture.ts";
import { record, records } from "./json.ts";
import { ModelServer } from "./model-server.ts";
import { steps } from "./script.ts";

const { server, post } = testServer();

const ask = (init: RequestInit = {}) =>
  post(
    "/v1/chat/completions",
    {
      model: "m",
      stream: true,
      messages: [{ role: "user", content: "go" }],
      tools: [{ function: { name: "bash" } }],
    },
    init,
  );

test("an answer that hangs before its headers comes when it is released", async () => {
  server.script = () => ({ text: "Late.", hang: "headers" });
  let headers = false;
  const answer = ask().then((response) => {
    headers = true;
    return response.text();
  });
  const { id } = await server.waitFor(() => true);
  expect(headers).toBe(false);
  server.release(id);
  expect(await answer).toContain("Late.");
});

test("an answer that hangs in its stream has begun, and ends when it is released", async () => {
  server.script = () => ({ text: "One two three four.", hang: "stream" });
  const response = await ask();
  const reader = response.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  expect(new TextDecoder().decode(value)).toContain('"delta"');
  expect(server.requests[0]?.answered).toBe(false);
  server.release();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read());
  expect(server.requests[0]?.answered).toBe(true);
});

test("a dropped connection breaks the answer in its middle", async () => {
  server.script = () => ({ text: "One two three four.", drop: true });
  await expect(ask().then((response) => response.text())).rejects.toThrow();
});

test("a client that goes away is noticed", async () => {
  server.script = () => ({ hang: "headers" });
  const leave = new AbortController();
  const answer = ask({ signal: leave.signal }).catch(() => "left");
  const request = await server.waitFor(() => true);
  leave.abort();
  expect(await answer).toBe("left");
  await until("the server notices", () => request.aborted);
});

test("a script that fails is an error that names it, and no answer at all", async () => {
  server.script = () => {
    throw new Error("no such step");
  };
  const response = await ask();
  expect(response.status).toBe(500);
  expect(await response.text()).toContain("no such step");
});

test("closing ends what hangs at once", async () => {
  await using other = new ModelServer(() => ({ hang: "headers" }));
  const answer = fetch(`${other.url}/v1/messages`, {
    method: "POST",
    body: JSON.stringify({ tools: [{ name: "Bash" }], messages: [] }),
  }).then(
    (response) => response.text(),
    () => "closed",
  );
  await other.waitFor(() => true);
  await other.close();
  expect(await answer).toBeString();
});

test("steps are told from the conversation, so a retry has the same reply again", async () => {
  server.script = steps({ text: "first" }, { text: "second" });
  const user = { role: "user", content: "go" };
  const body = { model: "m", tools: [{ name: "Bash" }], messages: [user] };
  const next = { ...body, messages: [user, { role: "assistant", content: "first" }] };
  const texts = [];
  for (const one of [body, body, next]) {
    const answer = record(await (await post("/v1/messages", one)).json());
    texts.push(records(answer.content)[0]?.text);
  }
  expect(texts).toEqual(["first", "first", "second"]);
});
