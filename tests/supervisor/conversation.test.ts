import { expect, test } from "bun:test";
import type { Abilities } from "../../src/domain/agent/abilities.ts";
import type { Session } from "../../src/domain/session.ts";
import { transition } from "../../src/store/session-changes.ts";
import { requireSession } from "../../src/store/sessions.ts";
import { beginConversation } from "../../src/supervisor/conversation.ts";
import { addSession, START, type TestStore, testStore } from "../store/fixture.ts";
import { TOLD } from "./agents/spooled.ts";

const runtime = (resume: Abilities["resume"], name = "told") => ({
  name,
  abilities: { ...TOLD.abilities, resume },
});
const CONVERSATION = { conversationId: "c-1", conversationBeganAt: START, transcript: "/t/c-1.jsonl" };
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** One that had a conversation, and came to life in it or did not. */
function predecessor(test: TestStore, came: "to life" | "not", change: object = {}): Session {
  const { id } = addSession(test.store, { runtime: "told", ...CONVERSATION, ...change });
  test.store.writeNow((tx) => {
    if (came === "to life") transition(tx, id, "working");
    transition(tx, id, "zombie");
  });
  return requireSession(test.db, id);
}

test("whoever goes on with the work of an agent that lived in its conversation goes on with that", () => {
  using test = testStore();
  for (const resume of ["chosen", "told"] as const)
    expect(beginConversation(test.db, runtime(resume), predecessor(test, "to life"))).toEqual(CONVERSATION);
});

test.each<[string, "to life" | "not", object, string]>([
  ["did not come to life in it", "not", {}, "told"],
  ["never said anything in it", "to life", { conversationBeganAt: null }, "told"],
  ["was of another runtime", "to life", {}, "other"],
])("after one that %s a new one is begun", (_, came, change, name) => {
  using test = testStore();
  const before = predecessor(test, came, change);
  expect(beginConversation(test.db, runtime("chosen", name), before)).toEqual({
    conversationId: expect.stringMatching(UUID),
    conversationBeganAt: null,
    transcript: null,
  });
  expect(beginConversation(test.db, runtime("told", name), before).conversationId).toBeNull();
});

test("a conversation that another open session has by now stays with that one", () => {
  using test = testStore();
  const before = predecessor(test, "to life");
  addSession(test.store, { runtime: "told", ...CONVERSATION, adoptedAt: START });
  expect(beginConversation(test.db, runtime("chosen"), before).conversationId).toMatch(UUID);
  expect(beginConversation(test.db, runtime("told"), before).conversationId).toBeNull();
});

test("a runtime without resume has none, and each first session one of its own where it can be chosen", () => {
  using test = testStore();
  expect(beginConversation(test.db, runtime(null), predecessor(test, "to life")).conversationId).toBeNull();
  const ids = [1, 2].map(() => beginConversation(test.db, runtime("chosen"), null).conversationId);
  expect(new Set(ids).size).toBe(2);
});
