import { expect, test } from "bun:test";
import { discord } from "../../src/sinks/discord.ts";
import { message } from "../domain/alerting/samples.ts";
import { TestWebhook } from "../support/webhook.ts";

test("the content has at most 2000 characters, and nobody is mentioned", async () => {
  await using hook = new TestWebhook();
  const { signal } = new AbortController();
  await discord({ url: hook.url })(message({ message: `@everyone ${"x".repeat(3000)}` }), signal);
  const { content, ...rest } = JSON.parse(hook.posts[0]?.body ?? "");
  expect(content).toHaveLength(2000);
  expect(content).toStartWith("**repo: warning: SESSION-003**\n@everyone x");
  expect(rest).toEqual({ allowed_mentions: { parse: [] } });
});
