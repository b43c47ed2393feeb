import { describe, expect, test } from "bun:test";
import {
  canMove,
  isOpen,
  SESSION_STATES,
  type SessionState,
  type StopCause,
} from "../../src/domain/session.ts";
import { listEvents } from "../../src/store/events.ts";
import { findLimit, listLimits } from "../../src/store/limits.ts";
import {
  recordAgent,
  recordExit,
  recordLimitGroup,
  recordSpawn,
  recordWork,
  removeSession,
  requestStop,
  setAttention,
  settleSession,
  transition,
  updateSession,
  type Wait,
} from "../../src/store/session-changes.ts";
import {
  countSessionStates,
  findSession,
  findSessionByName,
  findSessionByNonce,
  getSession,
  insertSession,
  listOpenSessions,
  listSessions,
  requireSession,
} from "../../src/store/sessions.ts";
import type { Store } from "../../src/store/store.ts";
import { addSession, errorOf, START, testStore } from "./fixture.ts";

const move = (store: Store, id: string, to: SessionState) => store.writeNow((tx) => transition(tx, id, to));
const kinds = (store: Store) => listEvents(store.db, { after: 0, limit: 1000 }).map(({ kind }) => kind);
const PANE = { serverPid: 7, serverStartedAt: 1000, sessionId: "$1", paneId: "%5" };

describe("insertSession", () => {
  test("makes a booting session with a key, an id and a secret of its own, and the event", () => {
    using test = testStore();
    const [one, two] = [addSession(test.store), addSession(test.store, { name: "other" })];
    expect(one).toMatchObject({
      key: "SESSION-001",
      state: "booting",
      phase: "initializing",
      startedAt: START,
      endedAt: null,
    });
    expect(two.key).toBe("SESSION-002");
    expect(one.nonce).not.toBe(two.nonce);
    expect(kinds(test.store)).toEqual(["session.booting", "session.booting"]);
    expect(getSession(test.db, one.id)).toEqual(one);
  });

  test("keeps any text to the letter", () => {
    using test = testStore();
    const metadata = { "'; DROP TABLE sessions; --": ["\n", "👻", "\u202e", null, 1.5] };
    const { id } = addSession(test.store, { role: "'\"`$(id)\n👻", metadata });
    expect(getSession(test.db, id)).toMatchObject({ role: "'\"`$(id)\n👻", metadata });
  });

  test("refuses the name of an open session, and names that session", () => {
    using test = testStore();
    addSession(test.store);
    const error = errorOf(() => addSession(test.store));
    expect(error.code).toBe("conflict");
    expect(error.message).toContain("SESSION-001");
    expect(listSessions(test.db)).toHaveLength(1);
  });

  test("the name of an ended session is free again, and a refused one uses up no number", () => {
    using test = testStore();
    const first = addSession(test.store);
    expect(() => addSession(test.store)).toThrow();
    move(test.store, first.id, "completed");
    expect(addSession(test.store).key).toBe("SESSION-002");
  });
});

describe("transition", () => {
  /** Sessions in each state, brought there along the table. */
  const PATHS: Record<SessionState, SessionState[]> = {
    booting: [],
    working: ["working"],
    stalled: ["working", "stalled"],
    zombie: ["zombie"],
    completed: ["completed"],
  };

  test.each(SESSION_STATES.flatMap((from) => SESSION_STATES.map((to) => [from, to] as const)))(
    "from %s to %s goes as the table says",
    (from, to) => {
      using test = testStore();
      const { id } = addSession(test.store);
      for (const step of PATHS[from]) move(test.store, id, step);
      const before = { row: getSession(test.db, id), events: test.store.lastEventId };
      if (canMove(from, to)) {
        expect(move(test.store, id, to).state).toBe(to);
        expect(kinds(test.store).at(-1)).toBe(`session.${to}`);
        return;
      }
      const error = errorOf(() => move(test.store, id, to));
      expect(error.code).toBe("conflict");
      expect(error.message).toBe(`SESSION-001 is ${from}; it cannot become ${to}`);
      expect({ row: getSession(test.db, id), events: test.store.lastEventId }).toEqual(before);
    },
  );

  test("of two that race to the end one wins, and the other is told what the row holds", async () => {
    using test = testStore();
    const { id } = addSession(test.store);
    const [first, second] = await Promise.allSettled([
      test.store.write((tx) => transition(tx, id, "completed", { outcome: "success", reason: "it is done" })),
      test.store.write((tx) => transition(tx, id, "zombie", { reason: "it is gone" })),
    ]);
    expect(first.status).toBe("fulfilled");
    expect(second).toMatchObject({
      status: "rejected",
      reason: { code: "conflict", message: expect.stringContaining("completed") },
    });
    expect(getSession(test.db, id)).toMatchObject({
      state: "completed",
      outcome: "success",
      reason: "it is done",
    });
    expect(kinds(test.store)).toEqual(["session.booting", "session.completed"]);
  });

  test("working counts as activity and ends an escalation; stalled notes since when", () => {
    using test = testStore();
    const { id } = addSession(test.store, { escalationLevel: 2 });
    test.clock.now = START + 1000;
    expect(move(test.store, id, "working")).toMatchObject({
      lastActivityAt: START + 1000,
      escalationLevel: 0,
    });
    test.clock.now = START + 2000;
    expect(move(test.store, id, "stalled")).toMatchObject({
      lastActivityAt: START + 1000,
      stalledSince: START + 2000,
    });
    expect(move(test.store, id, "working").stalledSince).toBeNull();
  });

  test("a zombie that is settled later keeps the time of its end", () => {
    using test = testStore();
    const { id } = addSession(test.store);
    move(test.store, id, "zombie");
    test.clock.now = START + 5000;
    expect(move(test.store, id, "completed").endedAt).toBe(START);
  });

  test("of an unknown session is not_found", () => {
    using test = testStore();
    expect(errorOf(() => move(test.store, "none", "working")).code).toBe("not_found");
  });

  test("settleSession writes state, phase, outcome and reason together", () => {
    using test = testStore();
    const { id } = addSession(test.store);
    const ending = {
      state: "completed",
      phase: "failed",
      outcome: "failed",
      reason: "exited with 1",
    } as const;
    expect(test.store.writeNow((tx) => settleSession(tx, id, ending))).toMatchObject({
      ...ending,
      endedAt: START,
    });
  });
});

describe("what is recorded of a session", () => {
  test("its pane, processes, base and work come back as they were", () => {
    using test = testStore();
    const { id } = addSession(test.store);
    const leader = { pid: 10, startTime: "123 boot" };
    const agent = { pid: 11, startTime: "124 boot" };
    test.store.writeNow((tx) => {
      recordSpawn(tx, id, PANE, leader);
      recordAgent(tx, id, agent, 7000);
      recordWork(tx, id, 3, "abc");
    });
    expect(getSession(test.db, id)).toMatchObject({
      pane: PANE,
      leader,
      agent,
      agentStartedAt: START,
      agentStartedObserved: 7000,
      commits: 3,
      headCommit: "abc",
    });
    expect(kinds(test.store).at(-1)).toBe("session.spawned");
  });

  test("its exit is recorded once, and the first status stands", () => {
    using test = testStore();
    const session = addSession(test.store);
    const exit = (code: number) => test.store.writeNow((tx) => recordExit(tx, session, code));
    expect([exit(1), exit(0)]).toEqual([true, false]);
    expect(getSession(test.db, session.id)).toMatchObject({ exitCode: 1, exitedAt: START });
    expect(kinds(test.store)).toEqual(["session.booting", "session.exited"]);
  });

  test("an exit without a status says what the agent was lost by", () => {
    using test = testStore();
    const session = addSession(test.store);
    test.store.writeNow((tx) => recordExit(tx, session, null, "its pane is gone"));
    expect(getSession(test.db, session.id)).toMatchObject({
      exitCode: null,
      exitedAt: START,
      reason: "its pane is gone",
    });
  });

  test.each([
    ["timeout", "worktree_lost", "timeout"],
    ["timeout", "operator", "operator"],
    ["stalled", "operator", "operator"],
    ["stalled", "timeout", "stalled"],
    ["worktree_lost", "run_cancelled", "run_cancelled"],
    ["operator", "run_cancelled", "operator"],
    ["operator", "timeout", "operator"],
    ["operator", "operator", "operator"],
  ] as const)(
    "of the stops %s and then %s, %s stands, and each that stood has its event",
    (first, second, stands) => {
      using test = testStore();
      const session = addSession(test.store);
      const stop = (cause: StopCause) => test.store.writeNow((tx) => requestStop(tx, session, cause));
      expect([stop(first), stop(second)]).toEqual([true, first !== stands]);
      expect(getSession(test.db, session.id)?.stopCause).toBe(stands);
      const causes = listEvents(test.db, { after: 1, limit: 9 }).map(({ data }) => data.cause);
      expect(causes).toEqual(first === stands ? [first] : [first, second]);
    },
  );

  test("no stop is asked for of a session that has exited or ended", () => {
    using test = testStore();
    const exited = addSession(test.store);
    const ended = addSession(test.store, { name: "ended" });
    test.store.writeNow((tx) => recordExit(tx, exited, 0));
    move(test.store, ended.id, "completed");
    for (const session of [exited, ended])
      expect(test.store.writeNow((tx) => requestStop(tx, session, "operator"))).toBe(false);
  });

  test("what it waits for is told when it changes, and is over with its end", () => {
    using test = testStore();
    const session = addSession(test.store);
    const wait = { attention: "question", reason: "which parser?", until: null } as const;
    const set = (next: Wait | null) => test.store.writeNow((tx) => setAttention(tx, session, next));
    expect([set(wait), set(wait), set({ ...wait, reason: null }), set(null), set(null)]).toEqual([
      true,
      false,
      true,
      true,
      false,
    ]);
    expect(kinds(test.store).filter((kind) => kind === "session.attention").length).toBe(3);
    set(wait);
    expect(getSession(test.db, session.id)).toMatchObject({
      attention: "question",
      attentionReason: "which parser?",
    });
    move(test.store, session.id, "completed");
    expect(getSession(test.db, session.id)).toMatchObject({ attention: null, attentionReason: null });
    expect(set(wait)).toBe(false);
  });

  test("a limit is its group's, also when the session said so before", () => {
    using test = testStore();
    const session = addSession(test.store);
    const limited = { attention: "limited", reason: "5 hours", until: START + 5000 } as const;
    const set = (next: Wait | null) => test.store.writeNow((tx) => setAttention(tx, session, next));
    set(limited);
    expect(findLimit(test.db, "shell")).toMatchObject({ cause: "5 hours", until: START + 5000, strikes: 1 });
    test.clock.now = START + 5000;
    expect(set(limited)).toBe(false);
    expect(findLimit(test.db, "shell")).toMatchObject({ strikes: 2 });
    test.store.writeNow((tx) => recordLimitGroup(tx, session.id, "account-2"));
    set({ ...limited, reason: null });
    expect(findLimit(test.db, "account-2")).toMatchObject({ cause: "a usage limit is reached", strikes: 1 });
    set(null);
    expect(listLimits(test.db).length).toBe(2);
  });

  test("an update changes what it names, and leaves the rest", () => {
    using test = testStore();
    const session = addSession(test.store, { worktree: "/w", metadata: { a: 1 } });
    test.store.writeNow((tx) => updateSession(tx, session, { branch: "b", metadata: { b: 2 } }));
    expect(getSession(test.db, session.id)).toEqual({ ...session, branch: "b", metadata: { b: 2 } });
    expect(listEvents(test.db, { after: 1, limit: 9 })).toMatchObject([
      { kind: "session.updated", data: { fields: ["branch", "metadata"] } },
    ]);
  });

  test("a removed session is told of with its name, since nothing else tells it any more", () => {
    using test = testStore();
    const session = addSession(test.store);
    test.store.writeNow((tx) => removeSession(tx, session));
    expect(listSessions(test.db)).toEqual([]);
    expect(listEvents(test.db, { after: 1, limit: 9 })).toMatchObject([
      {
        kind: "session.removed",
        sessionId: session.id,
        session: null,
        data: { key: "SESSION-001", name: "agent" },
      },
    ]);
  });
});

describe("finding sessions", () => {
  test("by id, by key in any case, by name and by secret", () => {
    using test = testStore();
    const session = addSession(test.store);
    for (const text of [session.id, "SESSION-001", "session-001", "agent"])
      expect(findSession(test.db, text)?.id).toBe(session.id);
    expect(findSessionByNonce(test.db, session.nonce)?.id).toBe(session.id);
  });

  test("of several with a name the open one comes first, then the newest", () => {
    using test = testStore();
    const [old, newer, open] = [0, 1, 2].map((n) => {
      test.clock.now = START + n;
      const session = addSession(test.store, n === 2 ? { startedAt: START - 1 } : {});
      if (n < 2) move(test.store, session.id, "completed");
      return session;
    });
    expect(findSession(test.db, "agent")?.id).toBe(open?.id ?? "");
    expect(findSessionByName(test.db, "agent")?.id).toBe(open?.id ?? "");
    move(test.store, open?.id ?? "", "completed");
    expect(findSession(test.db, "agent")?.id).toBe(newer?.id ?? "");
    expect(findSessionByName(test.db, "agent")?.id).toBe(newer?.id ?? "");
    expect(old?.id).not.toBe(newer?.id ?? "");
  });

  test("a session may be named like another one's key; the key means that other one", () => {
    using test = testStore();
    const first = addSession(test.store);
    const second = addSession(test.store, { name: "SESSION-001" });
    expect(findSession(test.db, "SESSION-001")?.id).toBe(first.id);
    expect(findSessionByName(test.db, "SESSION-001")?.id).toBe(second.id);
  });

  test("an unknown one is null, or not_found with the way to the list", () => {
    using test = testStore();
    expect(findSession(test.db, "nobody")).toBeNull();
    const error = errorOf(() => requireSession(test.db, "nobody"));
    expect([error.code, error.message]).toEqual(["not_found", 'there is no session "nobody"']);
    expect(error.hint).toContain("overstory sessions");
  });

  test("lists are oldest first, also past a thousand sessions of one moment", () => {
    using test = testStore();
    test.db.run("INSERT INTO counters VALUES ('SESSION', 998)");
    for (const name of ["a", "b", "c"]) addSession(test.store, { name });
    expect(listSessions(test.db).map(({ key }) => key)).toEqual([
      "SESSION-999",
      "SESSION-1000",
      "SESSION-1001",
    ]);
    addSession(test.store, { name: "d", startedAt: START - 1 });
    expect(listOpenSessions(test.db)[0]?.name).toBe("d");
  });

  test("states are counted, those without a session left out", () => {
    using test = testStore();
    for (const name of ["a", "b", "c"]) addSession(test.store, { name });
    move(test.store, requireSession(test.db, "c").id, "zombie");
    expect(countSessionStates(test.db)).toEqual({ booting: 2, zombie: 1 });
    expect(listOpenSessions(test.db).every(({ state }) => isOpen(state))).toBe(true);
  });
});

test("keys are given out once each, however many ask at the same time", async () => {
  using test = testStore();
  const added = await Promise.all(
    Array.from({ length: 200 }, (_, n) =>
      test.store.write((tx) => insertSession(tx, { name: `agent-${n}`, role: "builder", runtime: "shell" })),
    ),
  );
  expect(new Set(added.map(({ key }) => key)).size).toBe(200);
  expect(added.at(-1)?.key).toBe("SESSION-200");
});
