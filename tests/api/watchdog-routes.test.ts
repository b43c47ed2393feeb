import { expect, test } from "bun:test";
import { join } from "node:path";
import { Client } from "../../src/api/client.ts";
import { respondWithError } from "../../src/api/respond.ts";
import { watchdogRoutes } from "../../src/api/routes/watchdog-routes.ts";
import { parseConfig } from "../../src/config.ts";
import type { Session } from "../../src/domain/session.ts";
import { OFF_LADDER } from "../../src/domain/watchdog/ladder.ts";
import type { WatchLogEntry } from "../../src/domain/watchdog/log-entry.ts";
import { judge } from "../../src/domain/watchdog/verdict.ts";
import { createLogger } from "../../src/log.ts";
import { recordBlind, saveObserved } from "../../src/store/observed-time.ts";
import { appendWatchLog } from "../../src/store/watch-log.ts";
import { saveWatch } from "../../src/store/watches.ts";
import { evidence, MINUTE, POLICY } from "../domain/watchdog/evidence-samples.ts";
import { logOf } from "../domain/watchdog/log-samples.ts";
import { addSession, START, type TestStore, testStore } from "../store/fixture.ts";

/** The routes on a socket, over a store that is filled by hand. */
function served() {
  const test = testStore();
  const settings = parseConfig({}, "config");
  const socket = join(test.folder, "s");
  const server = Bun.serve({
    unix: socket,
    routes: watchdogRoutes({ store: test.store, settings, clock: () => test.clock.now }),
    error: (error) => respondWithError(error, createLogger()),
  });
  return {
    test,
    client: new Client(socket),
    async [Symbol.asyncDispose]() {
      await server.stop(true);
      test[Symbol.dispose]();
    },
  };
}

/** Writes a log as that session's, at the times when it was made. */
function fill({ store, clock }: TestStore, session: Session, entries: readonly WatchLogEntry[]): void {
  for (const entry of entries) {
    clock.now = START + entry.observed;
    store.writeNow((tx) => {
      appendWatchLog(tx, { ...entry, sessionId: session.id, sessionKey: session.key });
      saveObserved(tx, entry.observed);
    });
  }
}

const minute = (count: number) => new Date(START + count * MINUTE).toISOString();

test("the log shows verdicts and steps of one session or of all, from a time on", async () => {
  await using t = served();
  const [one, two] = ["one", "two"].map((name) => addSession(t.test.store, { name }));
  if (!one || !two) throw new Error("there are two");
  fill(t.test, one, logOf({ since: 0, until: 13, end: "moves" }));
  fill(t.test, two, logOf({ since: 20, until: 31 }));
  expect(await t.client.watchLog({ session: "one" })).toMatchObject([
    { id: 1, at: minute(10), session: one.key, kind: "verdict", verdict: "stalled", step: null },
    { id: 2, kind: "step", rule: "no_movement", step: "warn", level: 0, acted: true, wrong: false },
    {
      id: 3,
      at: minute(12),
      step: "nudge",
      reasons: expect.arrayContaining(["nothing has moved for 12m 00s"]),
    },
  ]);
  const late = await t.client.watchLog({ since: minute(20) });
  expect(late.map(({ session }) => session)).toEqual([two.key, two.key]);
});

test("a step is marked as wrong and back, and nothing else can be", async () => {
  await using t = served();
  fill(t.test, addSession(t.test.store), logOf({ since: 0, until: 11 }));
  expect(await t.client.markWrong(2, true)).toMatchObject({ id: 2, step: "warn", wrong: true });
  expect((await t.client.watchLog({}))[1]).toMatchObject({ wrong: true });
  expect(await t.client.markWrong(2, false)).toMatchObject({ wrong: false });
  await expect(t.client.markWrong(1, true)).rejects.toMatchObject({
    code: "not_found",
    message: "there is no step 1",
  });
});

test("a replay counts what would have been done, with times that leave out what was not observed", async () => {
  await using t = served();
  const session = addSession(t.test.store);
  const hour = 60 * MINUTE;
  t.test.store.writeNow((tx) =>
    recordBlind(tx, { kind: "asleep", from: START + 5 * MINUTE, to: START + 5 * MINUTE + hour }),
  );
  const [end] = logOf({ since: 0, until: 9, end: "moves" });
  if (!end) throw new Error("there is no entry");
  t.test.clock.now = START + 9 * MINUTE + hour;
  t.test.store.writeNow((tx) => {
    appendWatchLog(tx, { ...end, sessionId: session.id, sessionKey: session.key });
    saveObserved(tx, end.observed);
  });
  const replay = await t.client.replay({ staleMs: 4 * MINUTE, intervalMs: MINUTE });
  expect(replay).toMatchObject({
    staleMs: 4 * MINUTE,
    intervalMs: MINUTE,
    top: null,
    sessionCount: 1,
    would: { warn: 1, nudge: 1, escalate: 1, terminate: 1 },
    done: { warn: 0, terminate: 0 },
    falseKills: 1,
    missingBelowMs: null,
    silences: [
      {
        session: session.key,
        since: minute(0),
        movedAgainAt: minute(69),
        would: [
          { step: "warn", at: minute(4) },
          {},
          { at: minute(66) },
          { step: "terminate", at: minute(67) },
        ],
        falseKill: true,
        differs: true,
      },
    ],
  });
  expect((await t.client.replay({ staleMs: MINUTE })).missingBelowMs).toBe(2.5 * MINUTE);
});

test("a replay knows the silence of an open session by what the watchdog knows now", async () => {
  await using t = served();
  const session = addSession(t.test.store, { state: "working" });
  fill(t.test, session, logOf({ since: 0, until: 1, isNew: true }));
  const still = evidence({ startedAt: 0 });
  t.test.clock.now = START + 6 * MINUTE;
  t.test.store.writeNow((tx) => {
    const verdict = judge(still, POLICY, { observed: 6 * MINUTE, wall: tx.at });
    saveWatch(tx, {
      sessionId: session.id,
      evidence: still,
      baseline: null,
      verdict,
      verdictAt: tx.at,
      ladder: OFF_LADDER,
    });
    saveObserved(tx, 6 * MINUTE);
  });
  const { silences } = await t.client.replay({ staleMs: 5 * MINUTE });
  expect(silences).toMatchObject([{ session: session.key, would: [{ step: "warn", at: minute(5) }] }]);
});

test.each([
  ["/watchdog/replay?staleMs=0", "replay: staleMs: must be a whole number of ms, at least 1"],
  ["/watchdog/replay?top=kill", "replay: top: must be"],
  ["/watchdog/replay?stale=5", 'replay: stale: is no known field; did you mean "staleMs"?'],
  ["/watchdog/log?since=yesterday", "log: since: is not a time"],
])("%s is refused by name", async (path, message) => {
  await using t = served();
  const response = await fetch(`http://localhost${path}`, { unix: join(t.test.folder, "s") });
  const { error } = JSON.parse(await response.text());
  expect({ status: response.status, code: error.code }).toEqual({ status: 400, code: "usage" });
  expect(error.message).toStartWith(message);
});

test("precision knows how a session ended better than the log", async () => {
  await using t = served();
  const session = addSession(t.test.store, { state: "completed", outcome: "success" });
  // When the agent was gone, its work had not been judged yet.
  const end = { state: "working", stopCause: null, outcome: null } as const;
  fill(t.test, session, logOf({ since: 0, until: 40, end, policy: { mode: "shadow" } }));
  expect(await t.client.precision(undefined)).toMatchObject({
    enough: 10,
    rules: [{ rule: "no_movement", shadowTerminated: 1, provenWrong: 1, falseKills: 1, percent: null }],
  });
  expect((await t.client.precision(minute(30))).rules).toEqual([]);
});
