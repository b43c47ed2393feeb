import { expect, test } from "bun:test";
import { slack } from "../../src/sinks/slack.ts";
import { message } from "../domain/alerting/samples.ts";
import { TestWebhook } from "../support/webhook.ts";

test("the text has a title and what to do, and mentions nobody", async () => {
  await using hook = new TestWebhook();
  const { signal } = new AbortController();
  const answer = await slack({ url: hook.url })(message({ message: "<!channel> & <@U1>" }), signal);
  expect(answer).toEqual({ accepted: true, proof: "HTTP 200" });
  expect(JSON.parse(hook.posts[0]?.body ?? "")).toEqual({
    text: "*repo: warning: SESSION-003*\n&lt;!channel&gt; &amp; &lt;@U1&gt;\noverstory attach SESSION-003\nALERT-001",
  });
});
