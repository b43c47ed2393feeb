import { expect, test } from "bun:test";
import { newTurn } from "../../src/domain/agent/take-signal.ts";
import type { Turn } from "../../src/domain/agent/turn.ts";
import { listEvents } from "../../src/store/events.ts";
import {
  countProbes,
  endLimit,
  findLimit,
  listAgentEnds,
  listLimits,
  strikeLimit,
} from "../../src/store/limits.ts";
import { insertMessage } from "../../src/store/messages.ts";
import { recordAgent, recordExit, settleSession } from "../../src/store/session-changes.ts";
import type { NewSession } from "../../src/store/sessions.ts";
import { saveTurn } from "../../src/store/turns.ts";
import { addSession, START, type TestStore, testStore } from "./fixture.ts";

const WALL = { group: "claude", cause: "usage limit", until: null };

const kinds = ({ db }: TestStore) =>
  listEvents(db, { after: 0, limit: 100 }).flatMap(({ kind }) => (kind.startsWith("limit.") ? [kind] : []));

let names = 0;
/** A session that is named for nobody else. */
const add = (test: TestStore, change: Partial<NewSession> = {}) =>
  addSession(test.store, { name: `agent-${++names}`, runtime: "claude", ...change });

test("a limit is kept, and told only when it is new", () => {
  using test = testStore();
  const session = add(test);
  const hit = () => test.store.writeNow((tx) => strikeLimit(tx, WALL, session));
  hit();
  test.clock.now += 1000;
  hit();
  expect(findLimit(test.db, "claude")).toEqual({
    group: "claude",
    kind: "limited",
    cause: "usage limit",
    beganAt: START,
    until: START + 60_000,
    strikes: 1,
  });
  expect(kinds(test)).toEqual(["limit.began"]);
  test.clock.now = START + 60_000;
  hit();
  expect(listLimits(test.db)).toMatchObject([
    { beganAt: START, until: test.clock.now + 120_000, strikes: 2 },
  ]);
  expect(test.store.writeNow((tx) => endLimit(tx, "claude", "SESSION-001 works"))).toBe(true);
  expect(test.store.writeNow((tx) => endLimit(tx, "claude", "again"))).toBe(false);
  expect(kinds(test)).toEqual(["limit.began", "limit.began", "limit.ended"]);
});

test("probes are the open sessions of the group that were begun since its time", () => {
  using test = testStore();
  const limit = { group: "claude", until: START + 10 };
  add(test);
  test.clock.now = limit.until;
  add(test, { runtime: "codex" });
  add(test, { limitGroup: "account-2" });
  expect(countProbes(test.db, limit)).toBe(0);
  add(test);
  const ended = add(test, { runtime: "codex", limitGroup: "claude" });
  expect(countProbes(test.db, limit)).toBe(2);
  const end = { state: "completed", phase: "failed", outcome: "failed", reason: "" } as const;
  test.store.writeNow((tx) => settleSession(tx, ended.id, end));
  expect(countProbes(test.db, limit)).toBe(1);
});

test("so are those in a turn that began since then, or being told to go on, but not those that failed again", () => {
  using test = testStore();
  const limit = { group: "claude", until: START + 10 };
  const [turning, told, failed] = [add(test), add(test), add(test)];
  const turn = (id: string, change: Partial<Turn>) =>
    test.store.writeNow((tx) => saveTurn(tx, { ...newTurn(id, tx.at), ...change }));
  const fault = { cause: "limited", text: "429", until: null, isRetrying: false } as const;
  for (const { id } of [turning, told, failed]) turn(id, { state: "idle", fault });
  expect(countProbes(test.db, limit)).toBe(0);
  test.clock.now = limit.until;
  turn(turning.id, { state: "working" });
  expect(countProbes(test.db, limit)).toBe(1);
  const message = { text: "go on", submit: true, requestId: null, patienceMs: 1000 } as const;
  test.store.writeNow((tx) => insertMessage(tx, told, { ...message, origin: "supervisor" }));
  test.store.writeNow((tx) => insertMessage(tx, failed, { ...message, origin: "operator" }));
  expect(countProbes(test.db, limit)).toBe(2);
});

test("ends are those of agents that began and ended by themselves, of that group, since then", () => {
  using test = testStore();
  const end = (
    outcome: "success" | "failed" | "killed",
    change: Partial<NewSession> = {},
    started = true,
  ) => {
    const session = add(test, change);
    test.store.writeNow((tx) => {
      if (started) recordAgent(tx, session.id, null, 0);
      recordExit(tx, session, 1);
      settleSession(tx, session.id, { state: "completed", phase: "failed", outcome, reason: "" });
    });
  };
  end("failed");
  test.clock.now += 1000;
  end("failed", { runtime: "codex" });
  end("killed");
  end("failed", {}, false);
  end("failed");
  end("success");
  const times = { taskId: null, startedAt: START + 1000, endedAt: START + 1000 };
  const ends = listAgentEnds(test.db, "claude", START + 1);
  expect(ends.toSorted((a, b) => Number(a.isGood) - Number(b.isGood))).toEqual([
    { ...times, isGood: false },
    { ...times, isGood: true },
  ]);
});
