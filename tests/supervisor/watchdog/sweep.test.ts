import { describe, expect, test } from "bun:test";
import { newTurn } from "../../../src/domain/agent/take-signal.ts";
import type { Turn } from "../../../src/domain/agent/turn.ts";
import type { Session } from "../../../src/domain/session.ts";
import type { Findings } from "../../../src/domain/watchdog/findings.ts";
import { createLogger } from "../../../src/log.ts";
import { askApproval } from "../../../src/store/approvals.ts";
import { claimTask } from "../../../src/store/claims.ts";
import { listEvents } from "../../../src/store/events.ts";
import { recordPhase } from "../../../src/store/phases.ts";
import { recordAgent, transition } from "../../../src/store/session-changes.ts";
import { continueSession, pauseSession } from "../../../src/store/session-keeping.ts";
import { getSession, insertSession, requireSession } from "../../../src/store/sessions.ts";
import { saveTurn } from "../../../src/store/turns.ts";
import { Signs } from "../../../src/supervisor/alerts/signs.ts";
import type { Actions, Senses } from "../../../src/supervisor/watchdog/ports.ts";
import { Watchdog } from "../../../src/supervisor/watchdog/watchdog.ts";
import { MINUTE } from "../../domain/watchdog/evidence-samples.ts";
import { addRun, type TestStore, testStore } from "../../store/fixture.ts";

const STILL: Findings = {
  process: "alive",
  counters: { output: 0, files: 0, transcript: 0, cpuMs: 0, ioBytes: 0 },
  isRunning: false,
  readsTerminal: false,
};

/** A watchdog of sessions that all stand still, with a time that is moved by hand. */
function watchdogOf(test: TestStore, isAnimated = false) {
  const time = { observed: 0 };
  const ended: string[] = [];
  const signs = new Signs();
  const screen = { read: async (_id: string) => {}, mark: "" };
  const senses: Senses = {
    look: async (sessions) => new Map(sessions.map(({ id }) => [id, STILL])),
    readScreen: async ({ id }) => {
      await screen.read(id);
      return { screen: "plain", mark: isAnimated ? screen.mark : null };
    },
    isAnimated: () => isAnimated,
    keepOnly: () => {},
  };
  const actions: Actions = {
    nudge: async () => null,
    triage: async () => null,
    terminate: async ({ key }) => {
      ended.push(key);
    },
  };
  const settings = { watchdog: { triage: null, runtimes: {}, roles: {} } };
  const observed = { now: () => time.observed };
  const clock = () => test.clock.now;
  const log = createLogger();
  const watchdog = new Watchdog({
    store: test.store,
    settings,
    clock,
    observed,
    senses,
    actions,
    signs,
    log,
  });
  const pass = async (minutes: number) => {
    for (let passed = 0; passed < minutes; passed++) {
      await watchdog.sweep();
      time.observed += MINUTE;
    }
  };
  return { watchdog, pass, ended, signs, screen };
}

/** Sessions that were begun and have no agent yet. */
function begin(test: TestStore, count: number): Session[] {
  const { run, tasks } = addRun(
    test.store,
    ...Array.from({ length: count }, (_, index) => ({ id: `t${index}` })),
  );
  return test.store.writeNow((tx) =>
    tasks.map(({ id, key }) => {
      const session = insertSession(tx, { name: key, role: "builder", runtime: "shell", runId: run.id });
      claimTask(tx, session.id, id);
      return session;
    }),
  );
}

test("what is reported after a session was judged counts before anything is written about it", async () => {
  using test = testStore();
  const [told, slow] = begin(test, 2).map(({ id }) => id);
  if (!told || !slow) throw new Error("two sessions were to be begun");
  for (const id of [told, slow]) test.store.writeNow((tx) => transition(tx, id, "working"));
  const { watchdog, pass, screen } = watchdogOf(test);
  await pass(10);
  screen.read = async (id) => {
    if (id === slow)
      await watchdog.report(told, { kind: "wait", attention: "question", reason: "which port?" });
  };
  const between: (string | null)[] = [];
  test.store.onEvents(() => between.push(getSession(test.db, told)?.attention ?? null));
  await pass(1);
  expect(new Set(between)).toEqual(new Set(["question"]));
  expect(getSession(test.db, told)).toMatchObject({ attention: "question", state: "working" });
  expect(getSession(test.db, slow)?.state).toBe("stalled");
});

test("one that does not come to life is ended; when many do not at once, none is, and people are told", async () => {
  using few = testStore();
  const one = begin(few, 1);
  const alone = watchdogOf(few);
  await alone.pass(12);
  expect(alone.ended).toContain(one[0]?.key ?? "");
  using many = testStore();
  begin(many, 20);
  const together = watchdogOf(many);
  await together.pass(60);
  expect(together.ended).toEqual([]);
  expect(together.signs.list()).toMatchObject([{ kind: "fleet_stalled" }]);
});

test("a session that waits for a person's decision or is paused stands still for a reason, until that is over", async () => {
  using test = testStore();
  const [asking, paused] = begin(test, 2);
  if (!asking || !paused) throw new Error("not begun");
  test.store.writeNow((tx) => {
    for (const { id } of [asking, paused]) {
      recordAgent(tx, id, null, 0);
      transition(tx, id, "working");
    }
    recordPhase(tx, requireSession(tx.db, asking.id), { to: "approval", error: null, metadata: {} });
    askApproval(tx, requireSession(tx.db, asking.id), "the plan");
    pauseSession(tx, requireSession(tx.db, paused.id), "lunch");
  });
  const { watchdog, pass, ended } = watchdogOf(test);
  await pass(30);
  // What an agent tells meanwhile opens no gate.
  await watchdog.report(asking.id, { kind: "working" });
  await watchdog.report(paused.id, { kind: "working" });
  await pass(30);
  const now = ({ id }: Session) => requireSession(test.db, id);
  expect(ended).toEqual([]);
  expect(now(asking)).toMatchObject({ state: "working", attention: "approval", attentionReason: "the plan" });
  expect(now(paused)).toMatchObject({ state: "working", attention: "paused", attentionReason: "lunch" });
  test.store.writeNow((tx) => continueSession(tx, now(paused)));
  await pass(60);
  expect(new Set(ended)).toEqual(new Set([paused.key]));
});

test("a session that someone else keeps is left alone", async () => {
  using test = testStore();
  const session = test.store.writeNow((tx) =>
    insertSession(tx, { name: "theirs", role: "builder", runtime: "none", source: "api", state: "working" }),
  );
  const { watchdog, pass, ended } = watchdogOf(test);
  await pass(60);
  expect(watchdog.explain(session)).toBeNull();
  expect({ ended, state: getSession(test.db, session.id)?.state }).toEqual({ ended: [], state: "working" });
  expect(listEvents(test.db, { after: 1, limit: 9 })).toEqual([]);
});

test("until its screen was looked at, a silent session is not called stalled", async () => {
  using test = testStore();
  const [{ id } = { id: "" }] = begin(test, 1);
  test.store.writeNow((tx) => transition(tx, id, "working"));
  const { watchdog, pass, screen } = watchdogOf(test);
  await pass(10);
  const explain = () => {
    const session = getSession(test.db, id);
    return session && watchdog.explain(session)?.verdict.rule;
  };
  const whileAsked = Promise.withResolvers<unknown>();
  screen.read = async () => whileAsked.resolve(explain());
  await pass(1);
  expect(await whileAsked.promise).toBe("recent_progress");
  expect(explain()).toBe("no_movement");
});

describe("an agent with turns", () => {
  /** At work, in an animated screen that shows what the test says. */
  function animated(test: TestStore) {
    const [id = ""] = begin(test, 1).map((session) => session.id);
    test.store.writeNow((tx) => transition(tx, id, "working"));
    const turn = (change: Partial<Turn>) =>
      test.store.writeNow((tx) => saveTurn(tx, { ...newTurn(id, tx.at), count: 1, ...change }));
    return { id, turn, state: () => getSession(test.db, id)?.state, ...watchdogOf(test, true) };
  }

  test("whose turn is over is never stalled, whatever was heard of it, and is once it works again", async () => {
    using test = testStore();
    const { turn, pass, state } = animated(test);
    turn({ state: "idle" });
    await pass(60);
    expect(state()).toBe("working");
    turn({ state: "working" });
    await pass(15);
    expect(state()).toBe("stalled");
  });

  test("that spins and shows nothing new is stalled, and one that streams is not", async () => {
    using test = testStore();
    const { turn, pass, state, screen } = animated(test);
    turn({ state: "working" });
    for (let shown = 0; shown < 90; shown++) {
      screen.mark = String(shown);
      await pass(1);
    }
    expect(state()).toBe("working");
    await pass(15);
    expect(state()).toBe("stalled");
    screen.mark = "something";
    await pass(1);
    expect(state()).toBe("working");
  });

  test("is looked at only when it has stood still for a while", async () => {
    using test = testStore();
    const { turn, pass, screen } = animated(test);
    turn({ state: "working" });
    let looks = 0;
    screen.read = async () => {
      looks += 1;
    };
    await pass(2);
    expect(looks).toBe(0);
    await pass(3);
    expect(looks).toBeGreaterThan(0);
  });

  test("that shows a dialog waits for a person, though other tools of it move", async () => {
    using test = testStore();
    const { id, turn, pass, watchdog } = animated(test);
    turn({ state: "working", ask: { what: "permission", tool: "Bash", text: "rm -rf build" } });
    await pass(1);
    const waits = { attention: "permission", attentionReason: "rm -rf build" };
    expect(getSession(test.db, id)).toMatchObject(waits);
    await watchdog.report(id, { kind: "tool_end", id: "7", name: "Read" });
    await pass(1);
    expect(getSession(test.db, id)).toMatchObject(waits);
    turn({ state: "working" });
    await pass(1);
    expect(getSession(test.db, id)?.attention).toBeNull();
  });
});
