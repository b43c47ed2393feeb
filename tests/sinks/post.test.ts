import { expect, test } from "bun:test";
import { post } from "../../src/sinks/post.ts";
import { TestWebhook } from "../support/webhook.ts";

const send = (url: string, signal = new AbortController().signal) =>
  post(url, { body: "{}", headers: {} }, signal);

test.each([
  [200, { accepted: true, proof: "HTTP 200" }],
  [204, { accepted: true, proof: "HTTP 204" }],
  [500, { accepted: false, why: "HTTP 500", retry: true }],
  [429, { accepted: false, why: "HTTP 429", retry: true }],
  [408, { accepted: false, why: "HTTP 408", retry: true }],
  [302, { accepted: false, why: "HTTP 302", retry: false }],
  [401, { accepted: false, why: "HTTP 401", retry: false }],
  [404, { accepted: false, why: "HTTP 404", retry: false }],
])("status %i", async (status, answer) => {
  await using hook = new TestWebhook();
  hook.answer = () => new Response(null, { status, headers: status === 302 ? { location: hook.url } : {} });
  expect(await send(hook.url)).toEqual(answer as typeof answer & { accepted: true; proof: string });
  expect(hook.posts).toHaveLength(1);
});

test.each([
  ["7", 7000],
  ["900000", 3_600_000],
  ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
])("a sink that asks to be left alone for %s is", async (retryAfter, waitMs) => {
  await using hook = new TestWebhook();
  hook.answer = () => new Response("", { status: 429, headers: { "retry-after": retryAfter } });
  expect(await send(hook.url)).toEqual({ accepted: false, why: "HTTP 429", retry: true, waitMs });
});

test("what cannot be reached, or says nothing in time, may be tried again; the answer names no address", async () => {
  await using hook = new TestWebhook();
  hook.answer = () => new Promise(() => {});
  expect(await send(hook.url, AbortSignal.timeout(50))).toEqual({
    accepted: false,
    why: "no answer in time",
    retry: true,
  });
  await hook.goDown();
  expect(await send(`${hook.url}/token-123`)).toEqual({
    accepted: false,
    why: expect.stringMatching(/^cannot be reached \([A-Za-z]+\)$/),
    retry: true,
  });
});
