import { expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { sign, webhook } from "../../src/sinks/webhook.ts";
import { message } from "../domain/alerting/samples.ts";
import { TestWebhook } from "../support/webhook.ts";

const NOW = 1_769_860_800_999;
const clock = () => NOW;
const { signal } = new AbortController();

test("one alert arrives as JSON with the id of its telling, several as a list with an id each", async () => {
  await using hook = new TestWebhook();
  const deliver = webhook({ url: hook.url, secret: undefined, clock });
  await deliver(message({ severity: "critical" }), signal);
  await deliver(message({}, {}), signal);
  const [one, two] = hook.posts.map(({ body }) => JSON.parse(body));
  expect(one).toMatchObject({
    id: "ALERT-001/1",
    project: "repo",
    alert: {
      id: "ALERT-001/1",
      news: "raised",
      key: "ALERT-001",
      severity: "critical",
      raisedAt: "2026-01-31T12:00:00.000Z",
    },
  });
  expect(two).toMatchObject({ id: "019-message", alerts: [{ id: "ALERT-001/1" }, { id: "ALERT-002/1" }] });
  expect(hook.posts.map(({ headers }) => headers.get("idempotency-key"))).toEqual([
    "ALERT-001/1",
    "019-message",
  ]);
  expect(hook.posts[0]?.headers.has("overstory-signature")).toBe(false);
});

test("with a secret, the receiver can verify that the body and its time are ours", async () => {
  await using hook = new TestWebhook();
  await webhook({ url: hook.url, secret: "s3cret", clock })(message(), signal);
  const [post] = hook.posts;
  const [, seconds, signature] =
    /^t=(\d+),v1=([0-9a-f]{64})$/.exec(post?.headers.get("overstory-signature") ?? "") ?? [];
  const expected = createHmac("sha256", "s3cret").update(`${seconds}.${post?.body}`).digest("hex");
  expect({ seconds, signature }).toEqual({ seconds: "1769860800", signature: expected });
  expect(sign("other", "s3cret", NOW)).not.toContain(expected);
});
