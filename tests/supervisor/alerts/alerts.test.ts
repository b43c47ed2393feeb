import { expect, test } from "bun:test";
import { listAlerts, listOpenAlerts } from "../../../src/store/alerts.ts";
import { listDeliveries } from "../../../src/store/deliveries.ts";
import { insertSession } from "../../../src/store/sessions.ts";
import { TestProject } from "../../support/daemon.ts";
import { until } from "../../support/wait.ts";
import { TestWebhook } from "../../support/webhook.ts";
import { AlertHouse, condition, HOUR } from "./fixture.ts";

// Most of the time is spent in waiting for the pace at which a sink is told, so they wait together.
const opened = (house: AlertHouse) => listOpenAlerts(house.store.db);
const firstAlert = (house: AlertHouse) => until("an alert is there", () => listAlerts(house.store.db)[0]);

const sentTo = ({ store }: AlertHouse, id: string) =>
  listDeliveries(store.db, id).every(({ state }) => state === "sent");

test("the death of an agent reaches a webhook within a second or so", async () => {
  await using hook = new TestWebhook();
  const sinks = JSON.stringify([{ type: "webhook", url: hook.url }]);
  await using project = await TestProject.start({
    config: `export default { alerts: { sinks: ${sinks} } };`,
  });
  const { key } = await project.run({
    tasks: [
      { id: "a", command: "sleep 1000", restart: "temporary" },
      { id: "b", command: "sleep 1000" },
    ],
  });
  const { pid } = await project.agentRuns(key, "a");
  const died = Date.now();
  process.kill(pid, "SIGKILL");
  const [post] = await hook.received(1, 5000);
  console.info(`death to POST: ${(post?.at ?? 0) - died} ms`);
  expect(hook.told()).toEqual([
    expect.objectContaining({ kind: "task_stopped", subject: "RUN-001/a", news: "raised" }),
  ]);
  const [alert] = await until("it is recorded", async () => {
    const alerts = await project.client.alerts(false);
    return alerts[0]?.deliveries[0]?.state === "sent" ? alerts : undefined;
  });
  expect(alert).toMatchObject({
    severity: "critical",
    state: "raised",
    message: expect.stringContaining("137"),
  });
  expect((await project.client.status()).attention).toMatchObject([
    { key: "ALERT-001", kind: "task_stopped" },
  ]);
});

test.concurrent("an incident that comes and goes a hundred times is one alert and one message", async () => {
  await using hook = new TestWebhook();
  await using house = new AlertHouse([{ type: "webhook", url: hook.url }]);
  for (let n = 0; n < 100; n++) {
    house.signs.set(condition());
    await until("it is open", () => opened(house).length === 1);
    house.signs.clear(condition().cause);
    await until("it is over", () => opened(house).length === 0);
  }
  house.signs.set(condition());
  await until("it is open again", () => opened(house).length === 1);
  await hook.received(1);
  expect(listAlerts(house.store.db)).toHaveLength(1);
  expect(hook.told()).toMatchObject([{ id: "ALERT-001/1", news: "raised" }]);
}, 30_000);

test("a message that was on its way when the daemon was killed is sent again with the same id", async () => {
  await using hook = new TestWebhook();
  hook.answer = () => new Promise(() => {});
  const sinks = JSON.stringify([{ type: "webhook", url: hook.url }]);
  await using project = await TestProject.start({
    config: `export default { alerts: { sinks: ${sinks} } };`,
  });
  const { key } = await project.run({ tasks: [{ id: "a", command: "exit 1", restart: "temporary" }] });
  await hook.received(1);
  await project.killDaemon();
  hook.answer = () => new Response();
  await project.startDaemon();
  await hook.received(2);
  expect(hook.told()).toMatchObject([
    { id: "ALERT-001/1", kind: "run_failed", subject: key },
    { id: "ALERT-001/1", kind: "run_failed", subject: key },
  ]);
  expect(hook.posts.map(({ headers }) => headers.get("idempotency-key"))).toEqual([
    "ALERT-001/1",
    "ALERT-001/1",
  ]);
}, 20_000);

test.concurrent("two hundred deaths within a moment are one message that lists them", async () => {
  await using hook = new TestWebhook();
  await using house = new AlertHouse([{ type: "webhook", url: hook.url }]);
  house.store.writeNow((tx) => {
    for (let n = 0; n < 200; n++)
      insertSession(tx, { name: `agent-${n}`, role: "builder", runtime: "shell", state: "zombie" });
  });
  await hook.received(1);
  expect(hook.told()).toHaveLength(200);
  expect(new Set(hook.told().map(({ id }) => id)).size).toBe(200);
  await until("that is recorded", () => opened(house).every(({ id }) => sentTo(house, id)));
  expect(hook.posts).toHaveLength(1);
});

test.concurrent("what was not delivered when the daemon ended is delivered by the next one, once", async () => {
  await using hook = new TestWebhook();
  await hook.goDown();
  await using house = new AlertHouse([{ type: "webhook", url: hook.url }]);
  house.signs.set(condition());
  const alert = await firstAlert(house);
  await until("it was tried", () => (listDeliveries(house.store.db, alert.id)[0]?.attempts ?? 0) > 0);
  await house.restart();
  hook.comeUp();
  await until("it is delivered", () => listDeliveries(house.store.db, alert.id)[0]?.state === "sent");
  expect(hook.told()).toMatchObject([{ id: "ALERT-001/1", news: "raised" }]);
  expect(opened(house)).toHaveLength(1); // nor has the restart ended it
});

test.concurrent("a person who has seen an alert is not reminded of it, one who has not is", async () => {
  await using hook = new TestWebhook();
  await using house = new AlertHouse([{ type: "webhook", url: hook.url }], { remindAfter: "1h" });
  house.signs.set(condition());
  house.signs.set(condition({ cause: "other" }));
  await hook.received(2);
  await house.alerts.acknowledge("ALERT-001");
  house.aheadMs += HOUR;
  house.alerts.look();
  await hook.received(3);
  expect(hook.told().map(({ id, news }) => [id, news])).toEqual([
    ["ALERT-001/1", "raised"],
    ["ALERT-002/1", "raised"],
    ["ALERT-002/2", "repeated"],
  ]);
});

test.concurrent("an alert that a person resolved is not raised anew before its cause has gone and come back", async () => {
  await using house = new AlertHouse([]);
  house.signs.set(condition());
  const alert = await firstAlert(house);
  await house.alerts.close(alert.key);
  house.alerts.look();
  house.signs.set(condition({ cause: "other" })); // shows that it has looked
  await until("it has looked", () => listAlerts(house.store.db).length === 2);
  house.signs.clear(condition().cause);
  await until("it has seen that", () => listAlerts(house.store.db)[1]?.goneAt !== null);
  house.aheadMs += 2 * 60_000;
  house.signs.set(condition());
  await until("it is raised anew", () => listAlerts(house.store.db).length === 3);
});

test.concurrent("people are told that it is over through webhooks alone, once that has held for a minute", async () => {
  await using hook = new TestWebhook();
  await using chat = new TestWebhook();
  await using house = new AlertHouse([
    { type: "webhook", url: hook.url },
    { type: "slack", url: chat.url },
  ]);
  house.signs.set(condition());
  await Promise.all([hook.received(1), chat.received(1)]);
  const { id } = await firstAlert(house);
  await until("that is recorded", () =>
    listDeliveries(house.store.db, id).every(({ state }) => state === "sent"),
  );
  house.signs.clear(condition().cause);
  await until("it is over", () => opened(house).length === 0);
  const [over] = listAlerts(house.store.db);
  const end = listDeliveries(house.store.db, over?.id ?? "").find(({ news }) => news === "resolved");
  expect((end?.dueAt ?? 0) - (over?.resolvedAt ?? 0)).toBeGreaterThanOrEqual(60_000);
  house.aheadMs += 61_000;
  house.alerts.look();
  await hook.received(2);
  expect(hook.told()[1]).toMatchObject({ id: "ALERT-001/2", news: "resolved" });
  expect(chat.posts).toHaveLength(1);
});

test.concurrent("an alert that ends while it is being told is told to be over, too", async () => {
  await using hook = new TestWebhook();
  const accept = Promise.withResolvers<Response>();
  hook.answer = () => accept.promise;
  await using house = new AlertHouse([{ type: "webhook", url: hook.url }]);
  house.signs.set(condition());
  await hook.received(1);
  house.signs.clear(condition().cause);
  await until("it is over", () => opened(house).length === 0);
  accept.resolve(new Response());
  const { id } = await firstAlert(house);
  await until("its end is to be told", () =>
    listDeliveries(house.store.db, id).some(({ news, state }) => news === "resolved" && state === "pending"),
  );
});

test("a run that is done is information and nobody's to see to", async () => {
  await using project = await TestProject.start();
  const { key } = await project.run({ tasks: [{ id: "a", command: "true" }] });
  await project.runEnded(key);
  const [alert] = await until("it is there", async () => {
    const alerts = await project.client.alerts(false);
    return alerts.length > 0 ? alerts : undefined;
  });
  expect(alert).toMatchObject({ kind: "run_completed", severity: "info", deliveries: [] });
  expect((await project.client.status()).attention).toEqual([]);
  expect(await project.client.ackAlert("ALERT-001")).toMatchObject({ state: "resolved" });
});

test.concurrent("an alert that was over before it could be delivered is still told, as resolved", async () => {
  await using hook = new TestWebhook();
  await hook.goDown();
  await using house = new AlertHouse([{ type: "webhook", url: hook.url }]);
  house.signs.set(condition());
  const alert = await firstAlert(house);
  await until("it was tried", () => (listDeliveries(house.store.db, alert.id)[0]?.attempts ?? 0) > 0);
  house.signs.clear(condition().cause);
  await until("it is over", () => opened(house).length === 0);
  hook.comeUp();
  await hook.received(1);
  expect(hook.told()).toMatchObject([{ id: "ALERT-001/1", news: "resolved" }]);
});

test.concurrent("a sink that takes nothing is an alert on the others, until it accepts again", async () => {
  await using hook = new TestWebhook();
  await using dead = new TestWebhook();
  dead.answer = () => new Response("no", { status: 404 });
  await using house = new AlertHouse([
    { type: "webhook", url: hook.url },
    { type: "webhook", name: "dead", url: dead.url },
  ]);
  for (let n = 1; n <= 3; n++) {
    house.signs.set(condition({ cause: `cause-${n}` }));
    await dead.received(n);
  }
  const isTold = () => hook.told().find(({ kind }) => kind === "sink_dead");
  expect(await until("the other is told", isTold)).toMatchObject({
    subject: "dead",
    message: "the sink dead does not take alerts: HTTP 404",
  });
  const { id } = await until("it is open", () => opened(house).find(({ kind }) => kind === "sink_dead"));
  expect(listDeliveries(house.store.db, id).map(({ sink }) => sink)).toEqual(["webhook"]);
  dead.answer = () => new Response();
  house.signs.set(condition({ cause: "cause-4" }));
  await until("that is over", () => opened(house).every(({ kind }) => kind !== "sink_dead"));
});

test.concurrent("alerts below critical wait for the end of the quiet hours", async () => {
  await using hook = new TestWebhook();
  const now = new Date();
  const clock = (hours: number) => `${String((now.getUTCHours() + hours + 24) % 24).padStart(2, "0")}:00`;
  const quiet = { from: clock(-1), to: clock(2), timezone: "UTC" };
  await using house = new AlertHouse([{ type: "webhook", url: hook.url }], { quiet });
  house.signs.set(condition({ cause: "can wait" }));
  house.signs.set(condition({ cause: "cannot", severity: "critical" }));
  await hook.received(1);
  const alert = listAlerts(house.store.db).find(({ cause }) => cause === "can wait");
  const [delivery] = listDeliveries(house.store.db, alert?.id ?? "");
  expect(new Date(delivery?.dueAt ?? 0).toISOString()).toContain(`T${quiet.to}:00.000Z`);
  house.aheadMs += 3 * HOUR;
  house.alerts.look();
  await hook.received(2);
  expect(hook.told().map(({ news }) => news)).toEqual(["raised", "raised"]);
});
