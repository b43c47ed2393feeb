import { describe, expect, test } from "bun:test";
import { OPERATOR } from "../../src/domain/caller.ts";
import { listEvents } from "../../src/store/events.ts";
import { setAttention, transition } from "../../src/store/session-changes.ts";
import {
  findByTerminal,
  findByToken,
  gateOf,
  isPaused,
  leaveBehind,
  listWithShell,
  readToken,
} from "../../src/store/session-keeping.ts";
import { requireSession } from "../../src/store/sessions.ts";
import { Keeping, MINUTE } from "../work/keeping.ts";
import { addSession, testStore } from "./fixture.ts";

const SHELL = { pid: 4242, startTime: "77 boot" };

describe("a token", () => {
  test("is only of what overstory has spawned, and is known after its end too", () => {
    using test = testStore();
    const agent = addSession(test.store, { name: "agent" });
    const kept = addSession(test.store, { name: "kept", source: "cli" });
    const token = readToken(test.db, agent.id) ?? "";
    expect(token).not.toBe("");
    expect(readToken(test.db, kept.id)).toBeNull();
    expect(findByToken(test.db, token)?.id).toBe(agent.id);
    expect(findByToken(test.db, "another")).toBeNull();
    test.store.writeNow((tx) => transition(tx, agent.id, "completed", { outcome: "failed" }));
    expect(findByToken(test.db, token)).toMatchObject({ id: agent.id, state: "completed" });
  });

  test("stands in no record of the session and in no event", () => {
    using test = testStore();
    const agent = addSession(test.store);
    const token = readToken(test.db, agent.id) ?? "";
    const told = JSON.stringify([agent, listEvents(test.db, { after: 0, limit: 100 })]);
    expect(told).not.toContain(token);
  });
});

describe("a shell", () => {
  test("is known by pid and start time together", () => {
    using test = testStore();
    const kept = addSession(test.store, { source: "cli", state: "working", terminal: SHELL });
    expect(findByTerminal(test.db, { startTime: SHELL.startTime, pid: SHELL.pid })?.id).toBe(kept.id);
    expect(findByTerminal(test.db, { ...SHELL, startTime: "78 boot" })).toBeNull();
    expect(listWithShell(test.db)).toEqual([{ id: kept.id, terminal: SHELL }]);
  });

  test("has one current session, whatever somebody writes", () => {
    using test = testStore();
    addSession(test.store, { name: "one", source: "cli", terminal: SHELL });
    expect(() => addSession(test.store, { name: "two", source: "cli", terminal: SHELL })).toThrow(/UNIQUE/);
  });

  test("that is gone leaves its session paused since it last did something, which is as old as it was", async () => {
    using work = new Keeping();
    const me = await work.start("me", SHELL);
    work.pass(MINUTE);
    await work.activities.record(OPERATOR, me, { kind: "note", text: "one" });
    const lastActivityAt = work.test.clock.now;
    work.pass(40 * MINUTE);
    work.store.writeNow((tx) => leaveBehind(tx, me.id, SHELL));
    expect(work.now(me)).toMatchObject({
      attention: "paused",
      attentionReason: "its shell is gone",
      activeMs: MINUTE,
      activeSince: null,
      lastActivityAt,
    });
    expect(listWithShell(work.db)).toEqual([]);
    const before = work.historyOf(me).length;
    work.store.writeNow((tx) => leaveBehind(tx, me.id, SHELL));
    expect(work.historyOf(me)).toHaveLength(before);
  });
});

describe("what holds a session", () => {
  test("is nothing while it works, its pause, or its open question", async () => {
    using work = new Keeping();
    const me = await work.start("me");
    const gate = () => gateOf(work.db, work.now(me));
    expect(gate()).toBeNull();
    await work.phases.change(OPERATOR, me, { phase: "approval", question: "so?" });
    expect(gate()).toEqual({ attention: "approval", reason: "so?", until: null });
    await work.sessions.pause(OPERATOR, me, "lunch");
    expect(gate()).toEqual({ attention: "paused", reason: "lunch", until: null });
    await work.sessions.resume(OPERATOR, me, null);
    await work.phases.decide(OPERATOR, me, "approved", "ada", null);
    expect(gate()).toBeNull();
  });

  test("is no pause that only its process made", () => {
    using test = testStore();
    const agent = addSession(test.store, { source: "api", state: "working" });
    const waits = { attention: "paused", reason: "its process was stopped", until: null } as const;
    test.store.writeNow((tx) => setAttention(tx, agent, waits));
    expect(isPaused(requireSession(test.db, agent.id))).toBe(false);
    expect(gateOf(test.db, requireSession(test.db, agent.id))).toBeNull();
  });
});
