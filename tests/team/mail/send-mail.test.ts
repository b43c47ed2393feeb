import { expect, test } from "bun:test";
import { MOST_A_MINUTE, MOST_ASKED } from "../../../src/domain/mail-rules.ts";
import { listEvents } from "../../../src/store/events.ts";
import { listMail, listOpenQuestionsByMail } from "../../../src/store/mail.ts";
import { listReceipts } from "../../../src/store/mail-receipts.ts";
import { MailService } from "../../../src/team/mail/mail-service.ts";
import { errorOf } from "../../support/error-of.ts";
import { team } from "./team.ts";

test("a mail has its sender, its recipients, a thread and its event", () => {
  using it = team();
  const { api, coordinator, docs } = it;
  const mail = it.send(coordinator, { to: "@children", body: "freeze\n\nthe format is fixed now" });
  expect(mail).toMatchObject({
    key: "MAIL-001",
    sender: coordinator.key,
    senderId: coordinator.id,
    runId: it.run.id,
    threadId: mail.id,
    address: "@children",
    type: "status",
    priority: "normal",
    subject: "freeze",
  });
  expect(it.recipientsOf(mail).toSorted()).toEqual([api.id, docs.id].toSorted());
  expect(listEvents(it.db, { after: 0, limit: 1000, kinds: ["mail.sent"] })).toMatchObject([
    {
      runId: it.run.id,
      sessionId: coordinator.id,
      data: { key: "MAIL-001", to: "@children", subject: "freeze" },
    },
  ]);
});

test("an answer goes to whoever wrote, in the thread, and marks what it answers", () => {
  using it = team();
  const { api, coordinator } = it;
  const question = it.send(api, { to: "@parent", type: "question", body: "which format?" });
  const answer = it.send(coordinator, { replyTo: question.key, body: "the new one" });
  expect(answer).toMatchObject({
    address: api.key,
    threadId: question.id,
    replyTo: question.id,
    subject: "Re: which format?",
  });
  expect(listReceipts(it.db, question.id)).toMatchObject([
    { recipient: coordinator.id, readAt: it.clock.now, answeredAt: it.clock.now },
  ]);
  const more = it.send(coordinator, { replyTo: answer.key, body: "or both" });
  expect(more).toMatchObject({ address: api.key, threadId: question.id });
});

test("the same key again is the same mail; for another text it is refused", () => {
  using it = team();
  const { api, coordinator } = it;
  const request = { to: "@parent", body: "done", dedupeKey: "api-done" };
  const first = it.send(api, request);
  it.end(coordinator);
  expect(it.send(api, request).key).toBe(first.key);
  expect(it.send(it.docs, { ...request, to: api.key }).key).not.toBe(first.key);
  expect(errorOf(() => it.send(api, { ...request, body: "not done" }))).toMatchObject({ code: "conflict" });
  const all = listMail(it.db, {
    of: null,
    box: "in",
    unread: false,
    threadId: null,
    type: null,
    runId: null,
    most: 9,
  });
  expect(all.map(({ key }) => key)).toEqual(["MAIL-001", "MAIL-002"]);
});

test("who goes on with the work of another sends the same mail again under its key, and not a second", () => {
  using it = team();
  const request = { to: "@parent", body: "done", dedupeKey: "api-done" };
  const first = it.send(it.api, request);
  it.end(it.api, "zombie", { status: "todo", reason: "again" });
  const next = it.work("api", { ...it.child, predecessorId: it.api.id });
  expect(it.send(next, request).key).toBe(first.key);
});

test("control characters and escape sequences are left out of what is kept", () => {
  using it = team();
  const mail = it.send(it.api, {
    to: "operator",
    subject: "red\x1b[31m alert\x07\nmore",
    body: "a\x1b]0;title\x07b\u009b31mc\r\nd\te\x00",
  });
  expect(mail.subject).toBe("red alert");
  expect(mail.body).not.toMatch(/[^\P{Cc}\n\t]/u);
  expect(mail.body).toEndWith("\nd\te");
});

test("what is too long, empty or to nobody is refused, naming the field", () => {
  using it = team();
  const { api } = it;
  expect(errorOf(() => it.send(api, { to: "operator", body: "x".repeat(256 * 1024 + 1) }))).toMatchObject({
    code: "usage",
    message: "body: has 262145 bytes; at most 262144 are allowed",
  });
  expect(it.send(api, { to: "operator", body: "x".repeat(256 * 1024) }).body.length).toBe(256 * 1024);
  expect(errorOf(() => it.send(api, { to: "operator", body: " \x1b[0m\n" }))).toMatchObject({
    message: "body: is empty",
  });
  expect(errorOf(() => it.send(api, { body: "hi" }))).toMatchObject({ message: "to: is missing" });
});

test("a session answers only what is from it or to it, and nobody answers overstory itself", () => {
  using it = team();
  const { api, docs, coordinator } = it;
  const mail = it.send(api, { to: "@parent", body: "which format?" });
  expect(errorOf(() => it.send(docs, { replyTo: mail.key, body: "mine" }))).toMatchObject({
    code: "forbidden",
  });
  it.store.writeNow((tx) => tx.db.query("UPDATE mail SET sender = 'overstory', sender_id = NULL").run());
  expect(errorOf(() => it.send(coordinator, { replyTo: mail.key, body: "thanks" }))).toMatchObject({
    code: "conflict",
    message: "MAIL-001 is from overstory itself, which reads no answers",
  });
});

test("questions to the operator are no flood: past so many without an answer the next is refused, an answer makes room", () => {
  using it = team();
  const ask = () => it.send(it.api, { to: "operator", type: "question", body: "which?" });
  const first = ask();
  for (let asked = 1; asked < MOST_ASKED; asked++) ask();
  expect(errorOf(ask)).toMatchObject({
    code: "forbidden",
    hint: expect.stringContaining("overstory mail wait"),
  });
  expect(it.send(it.api, { to: "operator", body: "how it goes" }).type).toBe("status");
  it.send(null, { replyTo: first.key, body: "this one" });
  expect(ask().type).toBe("question");
});

test("a session sends no more than so much within a minute, and the operator is not held to that", () => {
  using it = team();
  const send = (sender: typeof it.api | null) => it.send(sender, { to: it.docs.key, body: "and again" });
  for (let sent = 0; sent < MOST_A_MINUTE; sent++) send(it.api);
  expect(errorOf(() => send(it.api))).toMatchObject({
    code: "forbidden",
    hint: expect.stringContaining("wait"),
  });
  expect(send(it.coordinator).sender).toBe(it.coordinator.key);
  expect(send(null).sender).toBe("operator");
  it.clock.now += 60_001;
  expect(send(it.api).sender).toBe(it.api.key);
});

test("who goes on with the work of another answers and reads what came to it", async () => {
  using it = team();
  const question = it.send(it.docs, { to: "api", type: "question", body: "which format?" });
  const other = it.send(it.docs, { to: "api", body: "look at this" });
  it.end(it.api, "zombie", { status: "todo", reason: "again" });
  const next = it.work("api", { ...it.child, predecessorId: it.api.id });
  it.send(next, { replyTo: question.key, body: "the new one" });
  expect(listReceipts(it.db, question.id)).toMatchObject([
    { recipient: it.api.id, answeredAt: it.clock.now },
  ]);
  const mail = new MailService(it.store, () => {});
  const caller = { kind: "session", sessionId: next.id } as const;
  await mail.read(caller, other.key);
  expect(mail.list(caller, { unread: true })).toEqual([]);
});

test("a question is open while the work goes on for which it was asked, by whoever does it", () => {
  using it = team();
  const open = () => listOpenQuestionsByMail(it.db).map(({ sender }) => sender);
  it.send(it.api, { to: "operator", type: "question", body: "which?" });
  it.send(it.stranger, { to: "operator", type: "question", body: "and I?" });
  expect(open()).toEqual([it.api.key, it.stranger.key]);
  it.end(it.stranger);
  it.end(it.api, "zombie", { status: "todo", reason: "again" });
  expect(open()).toEqual([it.api.key]);
  const next = it.work("api", { ...it.child, predecessorId: it.api.id });
  expect(open()).toEqual([next.key]);
  it.end(next, "completed", { status: "complete" });
  expect(open()).toEqual([]);
});
