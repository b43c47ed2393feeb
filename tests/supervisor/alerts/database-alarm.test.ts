import { expect, test } from "bun:test";
import { listAlerts } from "../../../src/store/alerts.ts";
import { listEvents } from "../../../src/store/events.ts";
import { until } from "../../support/wait.ts";
import { TestWebhook } from "../../support/webhook.ts";
import { AlertHouse, condition } from "./fixture.ts";

test("that the database refuses writes is told from memory, once, and what could not be written is told afterwards", async () => {
  await using hook = new TestWebhook();
  await using house = new AlertHouse([{ type: "webhook", url: hook.url }]);
  house.store.db.run("PRAGMA query_only = ON");
  house.signs.set(condition());
  await hook.received(1);
  expect(hook.told()).toMatchObject([{ kind: "database", news: "raised" }]);
  const { looks } = house;
  house.alerts.look();
  await until("it has tried again", () => house.looks > looks);
  house.store.db.run("PRAGMA query_only = OFF");
  house.alerts.look();
  await hook.received(2);
  expect(hook.told()[1]).toMatchObject({ kind: "work_unsaved", key: "ALERT-001" });
  await until("it is in the journal", () =>
    listEvents(house.store.db, { after: 0, limit: 100 }).some(
      ({ kind, data }) => kind === "daemon.warning" && /refused writes from/.test(String(data.message)),
    ),
  );
  expect(listAlerts(house.store.db)).toHaveLength(1);
});
