import { expect, test } from "bun:test";
import { mailQuestionCondition } from "../../src/domain/alerting/mail-conditions.ts";
import { raiseAlert } from "../../src/store/alerts.ts";
import { type Served, served } from "../support/served.ts";

/** Two sessions that have asked the operator, each with the client of one that looks. */
function asked(t: Served) {
  const [api, docs] = [t.spawned("api"), t.spawned("docs")];
  t.store.writeNow((tx) => {
    for (const { key, name } of [api.session, docs.session])
      raiseAlert(
        tx,
        mailQuestionCondition({
          key: `MAIL-${name}`,
          sender: key,
          name,
          type: "question",
          subject: `secret of ${name}`,
        }),
      );
  });
  return { api, docs };
}

const messages = (told: readonly { message: string }[]) => told.map(({ message }) => message).toSorted();
const BOTH = ["api asks: secret of api", "docs asks: secret of docs"];

test("a session is told of its own questions to the operator and of nobody else's, who sees all", async () => {
  await using t = served();
  const { api } = asked(t);
  expect(messages(await t.as().alerts(true))).toEqual(BOTH);
  expect(messages(await api.client.alerts(true))).toEqual(["api asks: secret of api"]);
  expect(messages((await t.as().status(false)).attention)).toEqual(BOTH);
  expect(messages((await api.client.status(false)).attention)).toEqual(["api asks: secret of api"]);
});

test("the journal tells a session that others have asked, and not what", async () => {
  await using t = served();
  const { api } = asked(t);
  const { body } = await t.fetch("/events", {
    headers: { authorization: `Bearer ${t.tokenOf(api.session)}` },
  });
  const text = JSON.stringify(body);
  expect(text).toContain("secret of api");
  expect(text).not.toContain("secret of docs");
});

test("what comes out of a session without its token is told of no question", async () => {
  await using t = served();
  const { docs } = asked(t);
  const { body } = await t.fetch("/alerts", { headers: { "overstory-nonce": docs.session.nonce } });
  expect(body).toMatchObject({ alerts: [] });
});
