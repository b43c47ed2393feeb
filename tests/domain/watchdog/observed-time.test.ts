import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  type BlindInterval,
  type BlindKind,
  type Clocks,
  type ObservedTime,
  observe,
  resumeObserving,
} from "../../../src/domain/watchdog/observed-time.ts";

const MAX_GAP = 30_000;
const YEAR = 365 * 86_400_000;
const TWO_AT_NIGHT = Date.UTC(2026, 0, 31, 2, 10);

const START: ObservedTime = {
  observed: 500_000,
  clocks: { wall: TWO_AT_NIGHT, monotonic: 7_000, sinceBoot: 90_000 },
};

/** What lies between two readings: the machine sleeps, the daemon is kept from working, someone sets the clock. */
interface Stretch {
  awake: number;
  asleep: number;
  clockSet: number;
}

const after = ({ clocks }: ObservedTime, { awake, asleep, clockSet }: Stretch): Clocks => ({
  wall: clocks.wall + awake + asleep + clockSet,
  monotonic: clocks.monotonic + awake,
  sinceBoot: clocks.sinceBoot + awake + asleep,
});

const stretches: fc.Arbitrary<Stretch> = fc.record({
  awake: fc.oneof(fc.nat({ max: MAX_GAP }), fc.nat({ max: YEAR })),
  asleep: fc.oneof(fc.constant(0), fc.nat({ max: 2000 }), fc.nat({ max: YEAR })),
  clockSet: fc.oneof(fc.constant(0), fc.integer({ min: -YEAR, max: YEAR })),
});

const anyClocks: fc.Arbitrary<Clocks> = fc.record({
  wall: fc.integer({ min: 0, max: 2 * TWO_AT_NIGHT }),
  monotonic: fc.nat({ max: YEAR }),
  sinceBoot: fc.nat({ max: YEAR }),
});

const lengthOf = (blind: readonly BlindInterval[], kind: BlindKind): number =>
  blind.filter((one) => one.kind === kind).reduce((sum, { from, to }) => sum + to - from, 0);

const unlessNoise = (ms: number): number => (Math.abs(ms) < 1000 ? 0 : ms);

describe("observe", () => {
  test("counts the time awake up to the longest gap, whatever sleep and clocks do", () => {
    fc.assert(
      fc.property(fc.array(stretches, { maxLength: 30 }), (all) => {
        let time = START;
        let expected = START.observed;
        for (const stretch of all) {
          time = observe(time, after(time, stretch), MAX_GAP).now;
          expected += Math.min(stretch.awake, MAX_GAP);
          expect(time.observed).toBe(expected);
        }
      }),
    );
  });

  test("never runs backward nor further than a gap, even on clocks that contradict one another", () => {
    fc.assert(
      fc.property(anyClocks, anyClocks, (before, now) => {
        const { observed } = observe({ observed: 0, clocks: before }, now, MAX_GAP).now;
        expect(observed).toBeGreaterThanOrEqual(0);
        expect(observed).toBeLessThanOrEqual(MAX_GAP);
      }),
    );
  });

  test("accounts for what it did not see, each kind in its full length", () => {
    fc.assert(
      fc.property(stretches, (stretch) => {
        const { blind } = observe(START, after(START, stretch), MAX_GAP);
        expect(lengthOf(blind, "asleep")).toBe(unlessNoise(stretch.asleep));
        expect(lengthOf(blind, "daemon_frozen")).toBe(unlessNoise(Math.max(0, stretch.awake - MAX_GAP)));
        expect(lengthOf(blind, "clock_set")).toBe(unlessNoise(stretch.clockSet));
      }),
    );
  });

  test("a night's sleep is told by its times", () => {
    const asleep = 5.5 * 3_600_000;
    const { blind } = observe(START, after(START, { awake: 0, asleep, clockSet: 0 }), MAX_GAP);
    expect(blind).toEqual([{ kind: "asleep", from: TWO_AT_NIGHT, to: Date.UTC(2026, 0, 31, 7, 40) }]);
  });

  test("a frozen daemon and then a sleep are told one after the other", () => {
    const clocks = after(START, { awake: MAX_GAP + 60_000, asleep: 120_000, clockSet: 0 });
    const { blind } = observe(START, clocks, MAX_GAP);
    const woken = TWO_AT_NIGHT + MAX_GAP + 180_000;
    expect(blind).toEqual([
      { kind: "asleep", from: woken - 120_000, to: woken },
      { kind: "daemon_frozen", from: woken - 180_000, to: woken - 120_000 },
    ]);
  });

  test.each([
    ["forward", YEAR],
    ["back", -YEAR],
  ])("a clock set %s is told and takes nothing away", (_, clockSet) => {
    const { now, blind } = observe(START, after(START, { awake: 5000, asleep: 0, clockSet }), MAX_GAP);
    expect(now.observed).toBe(START.observed + 5000);
    expect(blind).toEqual([
      { kind: "clock_set", from: TWO_AT_NIGHT + 5000, to: TWO_AT_NIGHT + 5000 + clockSet },
    ]);
  });
});

describe("resumeObserving", () => {
  const saved = { observed: 500_000, wall: TWO_AT_NIGHT };

  test("goes on from what was written, however long no daemon ran and whatever the clocks show", () => {
    fc.assert(
      fc.property(anyClocks, (clocks) => {
        expect(resumeObserving(saved, clocks).now).toEqual({ observed: saved.observed, clocks });
      }),
    );
  });

  test.each([
    [
      "an hour without a daemon",
      3_600_000,
      [{ kind: "daemon_down", from: TWO_AT_NIGHT, to: TWO_AT_NIGHT + 3_600_000 }],
    ],
    ["a restart within a second", 999, []],
    ["a clock that was set back meanwhile", -3_600_000, []],
  ] as const)("%s", (_, passed, blind) => {
    const clocks = { ...START.clocks, wall: TWO_AT_NIGHT + passed };
    expect(resumeObserving(saved, clocks).blind).toEqual([...blind]);
  });
});
