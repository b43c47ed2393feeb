import { expect, test } from "bun:test";
import type { Session } from "../../src/domain/session.ts";
import { insertMail, listOpenQuestionsByMail, listUnread, type NewMail } from "../../src/store/mail.ts";
import {
  forwardHouseMail,
  forwardMail,
  listReceipts,
  markAnswered,
  markHanded,
  markRead,
} from "../../src/store/mail-receipts.ts";
import { listToPost } from "../../src/store/notices.ts";
import { transition } from "../../src/store/session-changes.ts";
import { addSession, testStore } from "./fixture.ts";

function mailbox() {
  const test = testStore();
  const [one, two] = [
    addSession(test.store, { name: "one", state: "working" }),
    addSession(test.store, { name: "two", state: "working" }),
  ];
  const send = (recipients: readonly string[], change: Partial<NewMail> = {}) =>
    test.store.writeNow((tx) =>
      insertMail(tx, {
        runId: null,
        senderId: null,
        sender: "operator",
        address: "@all",
        type: "status",
        priority: "normal",
        subject: "hello",
        body: "hello",
        replyTo: null,
        recipients,
        dedupeKey: null,
        ...change,
      }),
    );
  const receipt = (mail: { id: string }, { id }: Session) =>
    listReceipts(test.db, mail.id).find(({ recipient }) => recipient === id);
  return { ...test, one, two, send, receipt };
}

test("each recipient has a receipt of its own, which no other changes", () => {
  using it = mailbox();
  const { one, two } = it;
  const mail = it.send([one.id, two.id, one.id]);
  it.clock.now += 5;
  expect(it.store.writeNow((tx) => markHanded(tx, mail.id, one.id, { isWhole: false }))).toBe(true);
  expect(it.receipt(mail, one)).toMatchObject({ handedAt: it.clock.now, readAt: null });
  expect(it.store.writeNow((tx) => markHanded(tx, mail.id, one.id, { isWhole: true }))).toBe(false);
  expect(it.store.writeNow((tx) => markRead(tx, mail.id, one.id))).toBe(true);
  expect(it.store.writeNow((tx) => markRead(tx, mail.id, one.id))).toBe(false);
  expect(it.store.writeNow((tx) => markRead(tx, mail.id, "operator"))).toBe(false);
  expect(it.receipt(mail, two)).toMatchObject({ handedAt: null, readAt: null, answeredAt: null });
  expect(listReceipts(it.db, mail.id)).toHaveLength(2);
});

test("what a session has read is posted for its hooks no more", () => {
  using it = mailbox();
  const mail = it.send([it.one.id, it.two.id]);
  it.store.writeNow((tx) => markRead(tx, mail.id, it.one.id));
  expect(listToPost(it.db, it.one.id)).toEqual([]);
  expect(listToPost(it.db, it.two.id)).toHaveLength(1);
});

test("what was not given to a session goes to another with its notices, and what was stays", () => {
  using it = mailbox();
  const { one, two } = it;
  const [read, fresh] = [it.send([one.id]), it.send([one.id])];
  const both = it.send([one.id, two.id]);
  it.store.writeNow((tx) => markRead(tx, read.id, one.id));
  expect(it.store.writeNow((tx) => forwardMail(tx, one.id, two.id))).toBe(1);
  expect(listUnread(it.db, two.id).map(({ id }) => id)).toEqual([fresh.id, both.id]);
  expect(listToPost(it.db, two.id)).toHaveLength(2);
  expect(it.receipt(read, two)).toBeUndefined();
});

test("news of overstory itself can be passed on alone", () => {
  using it = mailbox();
  const { one, two } = it;
  it.send([one.id]);
  const news = it.send([one.id], { sender: "overstory" });
  expect(it.store.writeNow((tx) => forwardHouseMail(tx, one.id, two.id))).toBe(1);
  expect(listUnread(it.db, two.id).map(({ id }) => id)).toEqual([news.id]);
});

test("a question to the operator is open until it is answered or who asks has ended", () => {
  using it = mailbox();
  const { one, two } = it;
  const from = ({ id, key }: Session) => ({ senderId: id, sender: key, type: "question" }) as const;
  const first = it.send(["operator"], from(one));
  it.send(["operator"], from(two));
  it.send(["operator"], { ...from(one), type: "result" });
  const open = () => listOpenQuestionsByMail(it.db).map(({ name }) => name);
  expect(open()).toEqual(["one", "two"]);
  it.store.writeNow((tx) => markRead(tx, first.id, "operator"));
  expect(open()).toEqual(["one", "two"]);
  it.store.writeNow((tx) => markAnswered(tx, first.id, "operator"));
  it.store.writeNow((tx) => transition(tx, two.id, "completed", { outcome: "success" }));
  expect(open()).toEqual([]);
});
