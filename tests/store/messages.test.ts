import { expect, test } from "bun:test";
import { newTurn } from "../../src/domain/agent/take-signal.ts";
import { listEvents } from "../../src/store/events.ts";
import {
  beginEnter,
  beginTyping,
  expireMessage,
  insertMessage,
  listLostWords,
  listMessages,
  listSessionsWithUnsettled,
  listUnsettled,
  markSeen,
  recordReason,
  recordSubmitted,
  recordTyped,
  requireMessage,
} from "../../src/store/messages.ts";
import { saveTurn } from "../../src/store/turns.ts";
import { addSession, testStore } from "./fixture.ts";

function house() {
  const test = testStore();
  const session = addSession(test.store);
  const add = (text: string, requestId: string | null = null) =>
    test.store.writeNow((tx) =>
      insertMessage(tx, session, { text, origin: "operator", submit: true, requestId, patienceMs: 1000 }),
    );
  return {
    ...test,
    session,
    add,
    write: test.store.writeNow.bind(test.store),
    events: () =>
      listEvents(test.db, { after: 0, limit: 100 }).filter(({ kind }) => kind.startsWith("message.")),
    [Symbol.dispose]: () => test[Symbol.dispose](),
  };
}

test("a message takes its course once, with an event at each step and none of its text in them", () => {
  using test = house();
  const message = test.add("the secret plan\u0003");
  expect(message).toMatchObject({ key: "MESSAGE-001", state: "queued", submit: true, typedAt: null });
  expect(message.expiresAt).toBe(message.queuedAt + 1000);
  expect(test.write((tx) => recordReason(tx, message, "it works"))).toBeTrue();
  const waiting = requireMessage(test.db, "message-001");
  expect(waiting.reason).toBe("it works");
  expect(test.write((tx) => recordReason(tx, waiting, "it works"))).toBeFalse();
  expect(test.write((tx) => beginTyping(tx, message))).toBeTrue();
  expect(test.write((tx) => beginTyping(tx, message))).toBeFalse();
  expect(requireMessage(test.db, message.id).state).toBe("queued");
  expect(test.write((tx) => beginEnter(tx, message))).toBeFalse();
  expect(test.write((tx) => recordTyped(tx, message))).toBeTrue();
  expect(test.write((tx) => beginEnter(tx, message))).toBeTrue();
  expect(test.write((tx) => recordSubmitted(tx, message))).toBeTrue();
  expect(test.write((tx) => markSeen(tx, test.session.id, "the secret plan"))).toEqual(["MESSAGE-001"]);
  expect(test.write((tx) => expireMessage(tx, message, "too late"))).toBeFalse();
  expect(requireMessage(test.db, message.id)).toMatchObject({ state: "seen", reason: null });
  const events = test.events();
  expect(events.map(({ kind }) => kind)).toEqual([
    "message.queued",
    "message.queued",
    "message.typed",
    "message.submitted",
    "message.seen",
  ]);
  expect(events[0]?.data).toEqual({
    key: test.session.key,
    message: "MESSAGE-001",
    origin: "operator",
    bytes: 16,
    leftOut: 1,
  });
  expect(JSON.stringify(events)).not.toContain("secret");
});

test("a proof may come before it is known that Enter was pressed, and stands", () => {
  using test = house();
  const message = test.add("go on");
  test.write((tx) => beginTyping(tx, message));
  expect(test.write((tx) => markSeen(tx, test.session.id, "go on"))).toEqual([message.key]);
  expect(test.write((tx) => recordTyped(tx, message))).toBeFalse();
  expect(test.write((tx) => recordSubmitted(tx, message))).toBeFalse();
  expect(requireMessage(test.db, message.id)).toMatchObject({ state: "seen", submittedAt: message.queuedAt });
});

test("what was never typed is not proven by a prompt that says the same", () => {
  using test = house();
  const message = test.add("go on");
  expect(test.write((tx) => markSeen(tx, test.session.id, "go on"))).toEqual([]);
  expect(requireMessage(test.db, message.id).state).toBe("queued");
});

test("the same request is the same message, and lists are in order", () => {
  using test = house();
  const [one, again, two] = [test.add("one", "r1"), test.add("one", "r1"), test.add("two")];
  expect(again).toEqual(one);
  const other = addSession(test.store, { name: "other" });
  expect(listMessages(test.db, null, 10)).toEqual([one, two]);
  expect(listMessages(test.db, null, 1)).toEqual([two]);
  expect(listMessages(test.db, other.id, 10)).toEqual([]);
  const heads = () => listUnsettled(test.db, test.session.id, { isProvable: true }).map(({ key }) => key);
  expect(heads()).toEqual([one.key, two.key]);
  test.write((tx) => expireMessage(tx, one, "over"));
  expect(heads()).toEqual([two.key]);
  expect(listSessionsWithUnsettled(test.db)).toEqual([test.session.id]);
  expect(() => requireMessage(test.db, "MESSAGE-009")).toThrow('there is no message "MESSAGE-009"');
});

test("what a person wrote in the turn in which an agent died may be lost with it, and what it took before is not", () => {
  using test = house();
  const submit = (text: string) => {
    const message = test.add(text);
    test.write((tx) => {
      beginTyping(tx, message);
      recordTyped(tx, message);
      beginEnter(tx, message);
      recordSubmitted(tx, message);
    });
  };
  const enter = (state: "idle" | "working") =>
    test.write((tx) => saveTurn(tx, { ...newTurn(test.session.id, tx.at), state }));
  submit("before");
  test.write((tx) => markSeen(tx, test.session.id, "before"));
  enter("idle");
  expect(listLostWords(test.db, test.session.id)).toEqual([]);
  test.clock.now += 1000;
  enter("working");
  submit("meanwhile");
  test.write((tx) => markSeen(tx, test.session.id, "meanwhile"));
  submit("unproven");
  test.add("only queued");
  expect(listLostWords(test.db, test.session.id)).toEqual(["meanwhile", "unproven"]);
});

test("what nothing more becomes of is not looked at again, and no text is read to see that", () => {
  using test = house();
  const [queued, typed, entered, before] = ["a", "b", "c", "d"].map((text) => test.add(text));
  if (!queued || !typed || !entered || !before) throw new Error("there are four");
  const held = test.write((tx) => {
    for (const one of [typed, entered, before]) beginTyping(tx, one);
    for (const one of [typed, entered, before]) recordTyped(tx, one);
    for (const one of [entered, before]) beginEnter(tx, one);
    for (const one of [entered, before]) recordSubmitted(tx, one);
    const request = { text: "e", origin: "operator", submit: false, requestId: null, patienceMs: 1 } as const;
    const only = insertMessage(tx, test.session, request);
    beginTyping(tx, only);
    recordTyped(tx, only);
    return only;
  });
  const listed = (isProvable: boolean, entered: string[] = []) =>
    listUnsettled(test.db, test.session.id, { isProvable, entered });
  const keys = (messages: { key: string }[]) => messages.map(({ key }) => key);
  expect(keys(listed(true))).toEqual(keys([queued, typed, entered, before]));
  expect(keys(listed(false))).toEqual(keys([queued, typed]));
  expect(keys(listed(false, [entered.id, held.id]))).toEqual(keys([queued, typed, entered]));
  for (const one of listed(true)) expect(one).not.toHaveProperty("text");
});
