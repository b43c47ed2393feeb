import { expect, test } from "bun:test";
import { listAlerts } from "../../../src/store/alerts.ts";
import { listDeliveries } from "../../../src/store/deliveries.ts";
import { until } from "../../support/wait.ts";
import { TestWebhook } from "../../support/webhook.ts";
import { AlertHouse, condition } from "./fixture.ts";

test.concurrent("a sink that does not answer holds up no other", async () => {
  await using slow = new TestWebhook();
  await using quick = new TestWebhook();
  slow.answer = () => new Promise(() => {});
  await using house = new AlertHouse([
    { type: "webhook", name: "slow", url: slow.url },
    { type: "webhook", name: "quick", url: quick.url },
  ]);
  house.signs.set(condition());
  await slow.received(1);
  house.signs.set(condition({ cause: "other" }));
  await quick.received(2);
  expect(slow.posts).toHaveLength(1);
});

test.concurrent("a sink gets one message a second at most", async () => {
  await using hook = new TestWebhook();
  await using house = new AlertHouse([{ type: "webhook", url: hook.url }]);
  house.signs.set(condition());
  house.signs.set(condition({ cause: "other" }));
  const [first, second] = await hook.received(2);
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(900);
});

test.concurrent("a sink that asks to be left alone gets nothing meanwhile, not even what is new", async () => {
  await using hook = new TestWebhook();
  hook.answer = () => new Response("", { status: 429, headers: { "retry-after": "600" } });
  await using house = new AlertHouse([{ type: "webhook", url: hook.url }]);
  house.signs.set(condition());
  const deliveries = () => listAlerts(house.store.db).flatMap(({ id }) => listDeliveries(house.store.db, id));
  await until("it was refused", () => deliveries()[0]?.attempts === 1);
  const [refused] = deliveries();
  expect(refused).toMatchObject({ state: "pending", answer: "HTTP 429" });
  expect((refused?.dueAt ?? 0) - (refused?.firstDueAt ?? 0)).toBeGreaterThanOrEqual(600_000);
  hook.answer = () => new Response();
  house.signs.set(condition({ cause: "other" }));
  await until("both wait", () => deliveries().length === 2);
  house.alerts.look();
  expect(hook.posts).toHaveLength(1);
  house.aheadMs = 601_000;
  house.alerts.look();
  await hook.received(3);
  await until("both are sent", () => deliveries().every(({ state }) => state === "sent"));
});

test.concurrent("a message that is refused for a day is given up, which is told", async () => {
  await using hook = new TestWebhook();
  hook.answer = () => new Response("", { status: 503 });
  await using house = new AlertHouse([{ type: "webhook", url: hook.url }]);
  house.signs.set(condition());
  await hook.received(1);
  await until(
    "that is recorded",
    () => listDeliveries(house.store.db, listAlerts(house.store.db)[0]?.id ?? "")[0]?.attempts === 1,
  );
  house.aheadMs = 25 * 3_600_000;
  house.alerts.look();
  const failed = () =>
    listDeliveries(house.store.db, listAlerts(house.store.db)[0]?.id ?? "")[0]?.state === "failed";
  await until("it is given up", failed);
});

test.concurrent("several that were sent together are the same message when they are sent again", async () => {
  await using hook = new TestWebhook();
  hook.answer = () => new Response("", { status: 503 });
  await using house = new AlertHouse([{ type: "webhook", url: hook.url }]);
  for (let n = 0; n < 6; n++) house.signs.set(condition({ cause: `cause-${n}` }));
  await hook.received(1);
  house.signs.set(condition({ cause: "later" }));
  hook.answer = () => new Response();
  await hook.received(2);
  const [first, second] = hook.posts.map(({ headers, body }) => ({
    key: headers.get("idempotency-key"),
    ids: JSON.parse(body).alerts.map(({ id }: { id: string }) => id),
  }));
  expect(first?.ids).toHaveLength(6);
  expect(second).toEqual(first as NonNullable<typeof first>);
});
