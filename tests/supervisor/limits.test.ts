import { describe, expect, test } from "bun:test";
import type { Session } from "../../src/domain/session.ts";
import type { Report } from "../../src/domain/watchdog/report.ts";
import { claimTask } from "../../src/store/claims.ts";
import { findLimit, strikeLimit } from "../../src/store/limits.ts";
import { recordAgent, recordExit, setAttention, settleSession } from "../../src/store/session-changes.ts";
import { getSession } from "../../src/store/sessions.ts";
import { readHolds, reviewLimits, takeInEnd, takeInReport } from "../../src/supervisor/limits.ts";
import { addRun, addSession, START, type TestStore, testStore } from "../store/fixture.ts";

const MINUTE = 60_000;
const FAILED = { state: "completed", phase: "failed", outcome: "failed", reason: "exited with 1" } as const;
const SUCCESS = { state: "completed", phase: "completed", outcome: "success", reason: "done" } as const;

let names = 0;

/** A session whose agent has just begun, on a task of its own. */
function begin(test: TestStore): Session {
  const name = `t${++names}`;
  const { tasks } = addRun(test.store, { id: name });
  const { id } = addSession(test.store, { name });
  test.store.writeNow((tx) => {
    for (const task of tasks) claimTask(tx, id, task.id);
    recordAgent(tx, id, null, tx.at - START);
  });
  return current(test, id);
}

function current({ db }: TestStore, id: string): Session {
  const session = getSession(db, id);
  if (!session) throw new Error("the session is gone");
  return session;
}

/** Its agent ends, and its session is settled as the supervisor does it. */
function end(test: TestStore, session: Session, ending: typeof FAILED | typeof SUCCESS): void {
  test.store.writeNow((tx) => {
    recordExit(tx, session, 0);
    tx.db.query("UPDATE sessions SET current_task_id = NULL WHERE id = ?").run(session.id);
    takeInEnd(tx, settleSession(tx, session.id, ending));
  });
}

const strikeShell = (test: TestStore, session: Session) =>
  test.store.writeNow((tx) => strikeLimit(tx, { group: "shell", cause: "limit", until: null }, session));

/** A limit whose time has come, and an agent that was begun since. */
function halfOpen(test: TestStore): Session {
  strikeShell(test, begin(test));
  test.clock.now += MINUTE;
  return begin(test);
}

const review = (test: TestStore) =>
  reviewLimits({
    store: test.store,
    clock: () => test.clock.now,
    observed: { now: () => test.clock.now - START },
  });

const limitOf = ({ db }: TestStore) => findLimit(db, "shell");

describe("the fleet breaker", () => {
  test("holds a runtime whose agents fail at their start, longer each time a probe fails, until one succeeds", () => {
    using test = testStore();
    for (let n = 0; n < 5; n++) {
      expect(limitOf(test)).toBeNull();
      end(test, begin(test), FAILED);
      test.clock.now += 1000;
    }
    const until = test.clock.now - 1000 + MINUTE;
    expect(limitOf(test)).toMatchObject({
      cause: "5 agents ended within seconds of their start",
      strikes: 1,
      until,
    });
    test.clock.now = until;
    end(test, begin(test), FAILED);
    expect(limitOf(test)).toMatchObject({ strikes: 2, until: until + 2 * MINUTE });
    test.clock.now = until + 2 * MINUTE;
    end(test, begin(test), SUCCESS);
    expect(limitOf(test)).toBeNull();
  });

  test("a failure of an agent that was begun before does not lengthen it, and no success ends it before its time", () => {
    using test = testStore();
    const [first, second] = [begin(test), begin(test)];
    strikeShell(test, begin(test));
    end(test, first, SUCCESS);
    const before = limitOf(test);
    test.clock.now += MINUTE;
    end(test, second, FAILED);
    expect(limitOf(test)).toEqual(before);
    expect(before).not.toBeNull();
  });
});

describe("a limit whose time has come", () => {
  test("lets in one session, and none before", () => {
    using test = testStore();
    strikeShell(test, begin(test));
    expect(readHolds(test.db, 0).get("shell")).toEqual({ opensAt: START + MINUTE, probes: 0 });
    test.clock.now += MINUTE;
    begin(test);
    expect(readHolds(test.db, 0).get("shell")).toMatchObject({ probes: 1 });
  });

  test.each<[Report, boolean]>([
    [{ kind: "progress", note: null }, true],
    [{ kind: "tool_start", name: "x", permittedMs: null }, true],
    [{ kind: "working" }, true],
    [{ kind: "wait", attention: "question", reason: null }, false],
  ])("%j of an agent ends it: %p", (report, ends) => {
    using test = testStore();
    const probe = halfOpen(test);
    test.store.writeNow((tx) => takeInReport(tx, probe, report));
    expect(limitOf(test) === null).toBe(ends);
  });

  /** What the watchdog has seen of it. */
  function prints(test: TestStore, { id }: Session, outputAt: number): void {
    const evidence = JSON.stringify({ movements: { output: { movedAt: outputAt - START } } });
    test.db.query("INSERT OR REPLACE INTO watches (session_id, evidence) VALUES (?, ?)").run(id, evidence);
  }

  test("is ended by output half a minute on", async () => {
    using test = testStore();
    const probe = halfOpen(test);
    const since = test.clock.now;
    prints(test, probe, since + 29_000);
    test.clock.now += MINUTE;
    expect(await review(test)).toBeGreaterThan(test.clock.now);
    prints(test, probe, since + 31_000);
    expect(await review(test)).toBeNull();
    expect(limitOf(test)).toBeNull();
  });

  test("is not ended by the output of an agent that says it is limited", async () => {
    using test = testStore();
    const probe = halfOpen(test);
    test.store.writeNow((tx) => setAttention(tx, probe, { attention: "limited", reason: null, until: null }));
    test.clock.now += 3 * MINUTE;
    prints(test, probe, test.clock.now);
    await review(test);
    expect(limitOf(test)).not.toBeNull();
  });

  test("is forgotten when nothing has run into it for an hour", async () => {
    using test = testStore();
    strikeShell(test, begin(test));
    expect(await review(test)).toBe(START + MINUTE);
    test.clock.now = START + MINUTE;
    expect(await review(test)).toBe(START + 61 * MINUTE);
    test.clock.now = START + 61 * MINUTE;
    expect(await review(test)).toBeNull();
  });
});

test("before its time only an agent that was limited itself can end a limit", () => {
  using test = testStore();
  const [limited, other] = [begin(test), begin(test)];
  const wait = { attention: "limited", reason: null, until: null } as const;
  test.store.writeNow((tx) => setAttention(tx, limited, wait));
  const tell = (session: Session, report: Report) =>
    test.store.writeNow((tx) => takeInReport(tx, current(test, session.id), report));
  tell(other, { kind: "progress", note: null });
  tell(other, { kind: "working" });
  tell(limited, { kind: "progress", note: null });
  expect(limitOf(test)).not.toBeNull();
  tell(limited, { kind: "working" });
  expect(limitOf(test)).toBeNull();
});
