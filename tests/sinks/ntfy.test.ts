import { expect, test } from "bun:test";
import { ntfy } from "../../src/sinks/ntfy.ts";
import { message } from "../domain/alerting/samples.ts";
import { TestWebhook } from "../support/webhook.ts";

const { signal } = new AbortController();

test("the text is the body; title, priority, tags and the token are headers", async () => {
  await using hook = new TestWebhook();
  await ntfy({ url: hook.url, token: "tk_1" })(message({ severity: "critical" }), signal);
  const [post] = hook.posts;
  const header = (name: string) => post?.headers.get(name);
  expect(post?.body).toBe("parser waits for a permission\noverstory attach SESSION-003\nALERT-001");
  expect([header("title"), header("priority"), header("tags"), header("authorization")]).toEqual([
    "repo: critical: SESSION-003",
    "urgent",
    "rotating_light",
    "Bearer tk_1",
  ]);
});

test("a title that is not ASCII is encoded, and a long text is cut between characters", async () => {
  await using hook = new TestWebhook();
  await ntfy({ url: hook.url, token: undefined })(
    message({ subject: "müll", message: "é".repeat(5000) }),
    signal,
  );
  const [post] = hook.posts;
  const [, encoded = ""] = /^=\?UTF-8\?B\?(.+)\?=$/.exec(post?.headers.get("title") ?? "") ?? [];
  expect(Buffer.from(encoded, "base64").toString()).toBe("repo: warning: müll");
  expect(post?.body).toBe("é".repeat(2048));
  expect(post?.headers.has("authorization")).toBe(false);
});
