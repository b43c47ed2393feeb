import { expect, test } from "bun:test";
import { listOpenAlerts } from "../../../src/store/alerts.ts";
import { listDeliveries } from "../../../src/store/deliveries.ts";
import { until } from "../../support/wait.ts";
import { TestWebhook } from "../../support/webhook.ts";
import { AlertHouse } from "./fixture.ts";

const QUIET = { from: "00:00", to: "23:59", timezone: "UTC" };

test.concurrent("a test goes through every sink at once, whatever its severity and the hour, and is over with their answers", async () => {
  await using hook = new TestWebhook();
  await using broken = new TestWebhook();
  broken.answer = () => new Response("", { status: 503 });
  await using house = new AlertHouse(
    [
      { type: "webhook", url: hook.url, severity: "critical" },
      { type: "webhook", name: "broken", url: broken.url },
      { type: "tmux" },
    ],
    { quiet: QUIET },
  );
  const { id } = await house.alerts.test(undefined);
  expect(listDeliveries(house.store.db, id)).toMatchObject([
    { sink: "broken", state: "pending", attempts: 1, answer: "HTTP 503" },
    { sink: "tmux", state: "failed", answer: "no terminal is attached to an agent" },
    { sink: "webhook", state: "sent", answer: "HTTP 200" },
  ]);
  await until("it is over", () => listOpenAlerts(house.store.db).length === 0);
  await until("nothing of it is tried again", () =>
    listDeliveries(house.store.db, id).some(({ sink, state }) => sink === "broken" && state === "dropped"),
  );
  expect(broken.posts).toHaveLength(1);
});

test.concurrent("a test of one sink leaves the others alone; an unknown one is refused with those that there are", async () => {
  await using hook = new TestWebhook();
  await using house = new AlertHouse([{ type: "webhook", url: hook.url }, { type: "tmux" }]);
  const { id } = await house.alerts.test("webhook");
  expect(listDeliveries(house.store.db, id).map(({ sink }) => sink)).toEqual(["webhook"]);
  await expect(house.alerts.test("webhok")).rejects.toMatchObject({
    code: "not_found",
    message: 'there is no sink "webhok"; did you mean "webhook"?',
  });
});

test.concurrent("a test does not wait until a sink that refused alerts is tried again", async () => {
  await using hook = new TestWebhook();
  hook.answer = () => new Response("", { status: 429, headers: { "retry-after": "600" } });
  await using house = new AlertHouse([{ type: "webhook", url: hook.url }]);
  await house.alerts.test(undefined);
  hook.answer = () => new Response();
  const { id } = await house.alerts.test(undefined);
  expect(listDeliveries(house.store.db, id)).toMatchObject([{ state: "sent" }]);
});

test.concurrent("without a sink there is nothing to test", async () => {
  await using house = new AlertHouse([]);
  await expect(house.alerts.test(undefined)).rejects.toMatchObject({ code: "conflict" });
});
