import { expect, test } from "bun:test";
import {
  recordConversation,
  recordConversationBegan,
  recordSignOfLife,
} from "../../src/store/conversations.ts";
import { transition } from "../../src/store/session-changes.ts";
import { requireSession } from "../../src/store/sessions.ts";
import { addSession, START, testStore } from "./fixture.ts";

const ONE = { id: "c-1", transcript: "/t/c-1" };

test("a conversation begins once, and a new one has not begun", () => {
  using test = testStore();
  const { id } = addSession(test.store);
  const read = () => {
    const { conversationId, conversationBeganAt, transcript } = requireSession(test.db, id);
    return [conversationId, conversationBeganAt, transcript];
  };
  test.store.writeNow((tx) => recordConversationBegan(tx, id, 5));
  expect(read()).toEqual([null, null, null]); // of which one is not known
  const record = (conversation: { id: string; transcript: string | null }) =>
    test.store.writeNow((tx) => recordConversation(tx, requireSession(tx.db, id), conversation));
  expect(record(ONE)).toBeNull();
  for (const at of [6, 7]) test.store.writeNow((tx) => recordConversationBegan(tx, id, at));
  expect(read()).toEqual(["c-1", 6, "/t/c-1"]);
  record({ ...ONE, transcript: null });
  expect(read()).toEqual(["c-1", 6, "/t/c-1"]);
  record({ id: "c-2", transcript: null });
  expect(read()).toEqual(["c-2", null, null]);
});

test("one that an open session of the same runtime has is not taken from it; that of an ended one is", () => {
  using test = testStore();
  const holder = addSession(test.store, { name: "holder", conversationId: "c-1", state: "working" });
  const session = addSession(test.store);
  const record = () => test.store.writeNow((tx) => recordConversation(tx, session, ONE));
  expect(record()).toBe(holder.key);
  expect(requireSession(test.db, session.id).conversationId).toBeNull();
  test.store.writeNow((tx) => transition(tx, holder.id, "zombie"));
  expect(record()).toBeNull();
  expect(requireSession(test.db, session.id).conversationId).toBe("c-1");
});

test("a sign of life is activity", () => {
  using test = testStore();
  const { id } = addSession(test.store);
  test.clock.now = START + 60_000;
  test.store.writeNow((tx) => recordSignOfLife(tx, id));
  expect(requireSession(test.db, id).lastActivityAt).toBe(START + 60_000);
});
