import { expect, test } from "bun:test";
import fc from "fast-check";
import { unmoved } from "../../../src/domain/watchdog/evidence.ts";
import { OFF_LADDER } from "../../../src/domain/watchdog/ladder.ts";
import type { WatchLogEntry } from "../../../src/domain/watchdog/log-entry.ts";
import type { WatchPolicy } from "../../../src/domain/watchdog/policy.ts";
import { replay } from "../../../src/domain/watchdog/replay.ts";
import type { Report } from "../../../src/domain/watchdog/report.ts";
import { takeReport } from "../../../src/domain/watchdog/take-report.ts";
import { judge } from "../../../src/domain/watchdog/verdict.ts";
import { endLimit, findLimit } from "../../../src/store/limits.ts";
import { requireSession } from "../../../src/store/sessions.ts";
import type { Transaction } from "../../../src/store/store.ts";
import { listWatchLog } from "../../../src/store/watch-log.ts";
import type { Watch } from "../../../src/store/watches.ts";
import { recordEnd, recordLadder, recordVerdict } from "../../../src/supervisor/watchdog/record.ts";
import { MINUTE, POLICY } from "../../domain/watchdog/evidence-samples.ts";
import { addSession, START, type TestStore, testStore } from "../../store/fixture.ts";

const LOOK_MS = MINUTE / 2;
const SHADOW: WatchPolicy = { ...POLICY, mode: "shadow" };

/** What an agent tells at one moment, and how many looks pass until the next. */
interface Told {
  reports: Report[];
  looks: number;
}

const tool: Report = { kind: "tool_start", name: "Bash", permittedMs: 20 * MINUTE };
const lastWords: Report = { kind: "progress", note: "done" };
const reports = fc.constantFrom<Report[]>(
  [{ kind: "progress", note: null }],
  [{ kind: "working" }],
  [{ kind: "wait", attention: "question", reason: null }],
  [tool],
);
const life = fc.array(fc.record({ reports, looks: fc.integer({ min: 1, max: 70 }) }), {
  minLength: 1,
  maxLength: 12,
});

/** Looks at a life under a policy, as the watchdog does; answers what it has recorded, and what it knows in the end. */
function watch({ store, db }: TestStore, policy: WatchPolicy, told: readonly Told[], hasEnded: boolean) {
  const { id } = addSession(store, { name: crypto.randomUUID(), state: "working" });
  return store.writeNow((tx) => {
    let known: Watch = freshWatch(id);
    let observed = 0;
    for (const { reports, looks } of told) {
      const toolEnds: Report[] = known.evidence.openTools.map(({ name }) => ({ kind: "tool_end", name }));
      for (const report of [...toolEnds, ...reports])
        known.evidence = takeReport(known.evidence, report, observed, policy.toolMs);
      for (let look = 0; look < looks; look += 1) {
        known = lookAt(tx, known, policy, observed);
        observed += LOOK_MS;
      }
    }
    if (hasEnded) {
      // What it tells with its last breath was never judged.
      known.evidence = takeReport(known.evidence, lastWords, observed, policy.toolMs);
      recordEnd(tx, requireSession(db, id), known, policy, observed);
    }
    const entries = listWatchLog(db, { sessionId: id }).map(
      (entry): WatchLogEntry => ({ ...entry, at: START + entry.observed }),
    );
    return { id, entries, known, observed };
  });
}

function lookAt(tx: Transaction, known: Watch, policy: WatchPolicy, observed: number): Watch {
  const now = { observed, wall: START + observed };
  const unseen = { ...known, evidence: { ...known.evidence, screen: null } };
  const isStill = judge(unseen.evidence, policy, now).rule === "no_movement";
  const seen = isStill ? { ...unseen, evidence: { ...unseen.evidence, screen: "plain" as const } } : unseen;
  const verdict = judge(seen.evidence, policy, now);
  const judged = { session: requireSession(tx.db, known.sessionId), watch: seen, policy, verdict };
  recordVerdict(tx, judged, observed);
  const { ladder } = recordLadder(tx, judged, observed, false);
  return { ...seen, verdict, ladder };
}

const freshWatch = (sessionId: string): Watch => ({
  sessionId,
  evidence: {
    startedAt: 0,
    hasBooted: true,
    turn: "none",
    process: "alive",
    movements: unmoved(),
    openTools: [],
    declared: null,
    readsTerminal: false,
    screen: null,
    mark: null,
  },
  baseline: null,
  verdict: null,
  verdictAt: null,
  ladder: OFF_LADDER,
});

const TERMINATE = 3;
const untilTerminated = <Step extends { level: number }>(steps: readonly Step[]): Step[] => {
  const end = steps.findIndex(({ level }) => level === TERMINATE);
  return end < 0 ? [...steps] : steps.slice(0, end + 1);
};

test("from what is recorded under one policy, a replay tells what another would have done", () => {
  using store = testStore();
  const minutes = (min: number, max: number) => fc.integer({ min, max }).map((count) => count * MINUTE);
  const thresholds = fc.record({ staleMs: minutes(3, 30), intervalMs: minutes(1, 4) });
  fc.assert(
    fc.property(life, thresholds, fc.boolean(), (told, change, hasEnded) => {
      const { id, entries, known, observed } = watch(store, SHADOW, told, hasEnded);
      const other = watch(store, { ...SHADOW, ...change }, told, hasEnded);
      const { verdict, evidence } = known;
      if (!verdict) throw new Error("it was never looked at");
      const history = {
        entries,
        present: hasEnded ? new Map() : new Map([[id, { evidence, verdict, policy: SHADOW, observed }]]),
        blind: [],
        now: { observed, at: START + observed },
        since: START,
      };
      const LEVELS = ["warn", "nudge", "escalate", "terminate"];
      const replayed = replay(history, change).flatMap(({ would }) =>
        would.map(({ step, at }) => ({ level: LEVELS.indexOf(step), at })),
      );
      const real = other.entries.flatMap(({ kind, level, at }) =>
        kind === "step" && level !== null ? [{ level, at }] : [],
      );
      expect(replayed).toEqual(untilTerminated(real));
    }),
  );
}, 30_000);

/** Takes in one look at a session about which this is known, five minutes on. */
function lookOnce({ store, db }: TestStore, watch: Watch, policy: WatchPolicy, evidence = watch.evidence) {
  return store.writeNow((tx) => {
    const session = requireSession(db, watch.sessionId);
    const now = { observed: 30 * MINUTE, wall: tx.at };
    const judged = { session, watch: { ...watch, evidence }, policy, verdict: judge(evidence, policy, now) };
    recordVerdict(tx, judged, now.observed);
    return recordLadder(tx, judged, now.observed, false);
  });
}

test("to see that a session is still limited is no strike against its group, and does not undo that a person has lifted the limit", () => {
  using store = testStore();
  const { id } = addSession(store.store, { state: "working" });
  const watch = freshWatch(id);
  const report: Report = { kind: "limited", until: null, group: null, reason: "429" };
  const limited = takeReport(watch.evidence, report, 29 * MINUTE, POLICY.toolMs);
  lookOnce(store, watch, POLICY, limited);
  store.clock.now += 5 * MINUTE;
  lookOnce(store, watch, POLICY, limited);
  expect(findLimit(store.db, "shell")).toMatchObject({ strikes: 1, until: START + MINUTE });
  store.store.writeNow((tx) => endLimit(tx, "shell", "lifted by a person"));
  lookOnce(store, watch, POLICY, limited);
  expect(findLimit(store.db, "shell")).toBeNull();
});

test("a session that is only watched comes down from the ladder, so that it begins at the ground when it is acted on again", () => {
  using store = testStore();
  const { id } = addSession(store.store, { state: "stalled", escalationLevel: 2 });
  const climbed = { ...freshWatch(id), ladder: { level: 2, steppedAt: 0 } };
  const { ladder, due } = lookOnce(store, climbed, { ...POLICY, mode: "off" });
  expect({ ladder, due }).toEqual({ ladder: OFF_LADDER, due: null });
  expect(requireSession(store.db, id).escalationLevel).toBe(0);
});
