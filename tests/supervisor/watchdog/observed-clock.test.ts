import { expect, test } from "bun:test";
import { createLogger } from "../../../src/log.ts";
import { listBlind, readObserved } from "../../../src/store/observed-time.ts";
import { BEAT_MS, ObservedClock } from "../../../src/supervisor/watchdog/observed-clock.ts";
import { START, type TestStore, testStore } from "../../store/fixture.ts";

const HOUR = 3_600_000;

/** The clocks of a machine, to be moved by hand. */
function machine(test: TestStore) {
  const clocks = { wall: START, monotonic: 0, sinceBoot: 0 };
  const pass = (change: Partial<typeof clocks>) => {
    for (const name of ["wall", "monotonic", "sinceBoot"] as const) clocks[name] += change[name] ?? 0;
    test.clock.now = clocks.wall;
  };
  return {
    clock: new ObservedClock(test.store, () => ({ ...clocks }), createLogger()),
    restart: () => new ObservedClock(test.store, () => ({ ...clocks }), createLogger()),
    pass,
    live: (ms: number) => pass({ wall: ms, monotonic: ms, sinceBoot: ms }),
  };
}

test("sleep and a frozen daemon stand still, and are written down with their times", async () => {
  using store = testStore();
  const { clock, pass, live } = machine(store);
  live(BEAT_MS);
  await clock.beat();
  pass({ wall: HOUR, sinceBoot: HOUR });
  live(BEAT_MS);
  await clock.beat();
  expect(clock.now()).toBe(2 * BEAT_MS);
  expect(listBlind(store.db, 0)).toEqual([
    { kind: "asleep", from: START + 2 * BEAT_MS, to: START + 2 * BEAT_MS + HOUR },
  ]);
  live(HOUR);
  expect(clock.now()).toBe(4 * BEAT_MS);
  await clock.beat();
  expect(listBlind(store.db, 0).at(-1)?.kind).toBe("daemon_frozen");
});

test("a clock that is set does not move it", async () => {
  using store = testStore();
  const { clock, pass, live } = machine(store);
  for (const jump of [HOUR, -9 * HOUR]) {
    live(BEAT_MS);
    pass({ wall: jump });
    await clock.beat();
  }
  expect(clock.now()).toBe(2 * BEAT_MS);
  expect(listBlind(store.db, 0).map(({ kind, from, to }) => [kind, to - from])).toEqual([
    ["clock_set", HOUR],
    ["clock_set", -9 * HOUR],
  ]);
});

test("the next daemon goes on where the last one wrote", async () => {
  using store = testStore();
  const { clock, live, restart } = machine(store);
  live(BEAT_MS);
  await clock.stop();
  expect(readObserved(store.db)?.observed).toBe(BEAT_MS);
  live(HOUR);
  const next = restart();
  expect(next.now()).toBe(BEAT_MS);
  await next.beat();
  expect(listBlind(store.db, 0)).toEqual([
    { kind: "daemon_down", from: START + BEAT_MS, to: START + BEAT_MS + HOUR },
  ]);
});

test("is written once a minute when nothing else writes it, so that a killed daemon is not said to have been down for longer", async () => {
  using store = testStore();
  const { clock, live, restart } = machine(store);
  for (let passed = 0; passed < HOUR; passed += BEAT_MS) {
    live(BEAT_MS);
    await clock.beat();
  }
  live(BEAT_MS);
  await restart().beat();
  const down = listBlind(store.db, 0).map(({ from, to }) => to - from);
  expect(down).toEqual([BEAT_MS]);
});
