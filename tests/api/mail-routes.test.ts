import { expect, test } from "bun:test";
import { transition } from "../../src/store/session-changes.ts";
import { served } from "../support/served.ts";

test("a session writes, reads and answers as itself by its token, and a person without one as the operator", async () => {
  await using t = served();
  const api = t.spawned("api");
  const docs = t.spawned("docs");
  const question = await api.client.team.sendMail({ to: "docs", type: "question", body: "which format?" });
  expect(question).toMatchObject({
    key: "MAIL-001",
    from: api.session.key,
    to: "docs",
    thread: "MAIL-001",
    replyTo: null,
    receipts: [{ recipient: docs.session.key, handedAt: null, readAt: null, answeredAt: null }],
  });
  expect(await docs.client.team.listMail({ unread: true })).toMatchObject([
    { key: "MAIL-001", body: "which format?" },
  ]);
  expect(await docs.client.team.readMail("MAIL-001")).toMatchObject({
    receipts: [{ readAt: expect.any(String) }],
  });
  expect(await docs.client.team.listMail({ unread: true })).toEqual([]);
  await docs.client.team.sendMail({ replyTo: "MAIL-001", body: "the new one" });
  expect(await api.client.team.listMail({ box: "out" })).toMatchObject([
    { receipts: [{ answeredAt: expect.any(String) }] },
  ]);
  const order = await t.as().team.sendMail({ to: "@all", body: "freeze" });
  expect(order).toMatchObject({ from: "operator", receipts: [{}, {}] });
  expect(await docs.client.team.listMail({})).toMatchObject([
    { key: "MAIL-001" },
    { key: order.key, receipts: [{ recipient: docs.session.key }] },
  ]);
});

test("reading takes a mail from nobody else", async () => {
  await using t = served();
  const [api, docs] = [t.spawned("api"), t.spawned("docs")];
  const { key } = await t.as().team.sendMail({ to: "@all", body: "freeze" });
  await api.client.team.readMail(key);
  expect(await docs.client.team.listMail({ unread: true })).toMatchObject([{ key }]);
  await t.as().team.readMail(key);
  expect(await docs.client.team.listMail({ unread: true })).toMatchObject([{ key }]);
});

test("a session sees no mail of others, and writes nothing as another or after its end", async () => {
  await using t = served();
  const [api, docs, spy] = [t.spawned("api"), t.spawned("docs"), t.spawned("spy")];
  const { key } = await api.client.team.sendMail({ to: "docs", body: "secret" });
  const { team } = spy.client;
  for (const attempt of [
    () => team.readMail(key),
    () => team.listMail({ of: docs.session.key }),
    () => team.sendMail({ replyTo: key, body: "mine" }),
    () => t.as({ token: "forged" }).team.listMail(),
    () =>
      t
        .as({ token: t.tokenOf(spy.session), session: docs.session.key })
        .team.sendMail({ to: "api", body: "I am docs" }),
  ])
    expect(await attempt().catch(({ code }) => code)).toBe("forbidden");
  for (const box of ["in", "out", "all"] as const) {
    expect(await team.listMail({ box })).toEqual([]);
    expect(await team.listMail({ box, thread: key })).toEqual([]);
  }
  t.store.writeNow((tx) => transition(tx, spy.session.id, "completed", { outcome: "success" }));
  expect(await team.sendMail({ to: "operator", body: "late" }).catch(({ code }) => code)).toBe("forbidden");
});

test("who waits has the mail as soon as it is sent, of the type or thread that is wanted, and it stays unread until read", async () => {
  await using t = served();
  const [api, docs] = [t.spawned("api"), t.spawned("docs")];
  const waiting = api.client.team.waitForMail({ type: "result" });
  await docs.client.team.sendMail({ to: "api", body: "hello" });
  const { key } = await docs.client.team.sendMail({ to: "api", type: "result", body: "done" });
  expect(await waiting).toMatchObject([{ key, body: "done" }]);
  expect(await api.client.team.waitForMail({ type: "result" })).toMatchObject([{ key }]);
  await api.client.team.readMail(key);
  expect(await api.client.team.waitForMail({ type: "result", forMs: 1 })).toEqual([]);
  const question = await api.client.team.sendMail({ to: "operator", type: "question", body: "may it go?" });
  const answer = await t.as().team.sendMail({ replyTo: question.key, body: "yes" });
  expect(await api.client.team.waitForMail({ thread: question.key })).toMatchObject([{ key: answer.key }]);
});

test("what cannot be sent is refused with the field and the remedy", async () => {
  await using t = served();
  const { client } = t.spawned("api");
  const send = (body: unknown) =>
    t
      .fetch("/mail", { method: "POST", body: JSON.stringify(body) })
      .then(({ status, body: { error } }) => ({ status, error }));
  expect(await send({ body: "hi" })).toMatchObject({
    status: 400,
    error: { message: "mail: to: is missing" },
  });
  expect(await send({ to: "api", body: "hi", type: "gossip" })).toMatchObject({ status: 400 });
  expect(await send({ to: "api", body: "a\0b" })).toMatchObject({ status: 400 });
  expect(await send({ to: "api", body: "hi", from: "docs" })).toMatchObject({ status: 400 });
  expect(await client.team.sendMail({ to: "nobody", body: "hi" }).catch((error) => error)).toMatchObject({
    code: "not_found",
    hint: "no other session is open; operator is always there",
  });
});
