import fc from "fast-check";
import { ATTENTIONS } from "../../../src/domain/session.ts";
import {
  type Evidence,
  type Movement,
  SCREENS,
  SIGNALS,
  type Signal,
  unmoved,
} from "../../../src/domain/watchdog/evidence.ts";
import type { WatchPolicy } from "../../../src/domain/watchdog/policy.ts";

export const MINUTE = 60_000;

export const POLICY: WatchPolicy = {
  mode: "act",
  staleMs: 10 * MINUTE,
  intervalMs: 2 * MINUTE,
  bootMs: 2 * MINUTE,
  toolMs: 60 * MINUTE,
  cpuShare: 0.02,
  top: "terminate",
  nudge: null,
};

/** Observed time at which evidence is judged in these tests, with room before it. */
export const NOW = 600 * MINUTE;
export const WALL = Date.UTC(2026, 0, 31, 12);

/** A session that has stood still since it began, seen in all respects: exactly what counts as stalled. */
export const evidence = (change: Partial<Evidence> = {}): Evidence => ({
  startedAt: NOW - 300 * MINUTE,
  hasBooted: true,
  turn: "none",
  process: "alive",
  movements: unmoved(),
  openTools: [],
  declared: null,
  readsTerminal: false,
  screen: "plain",
  mark: null,
  ...change,
});

export const moved = (signal: Signal, movedAt: number): Record<Signal, Movement> => ({
  ...unmoved(),
  [signal]: { movedAt, unknown: null },
});

export const unseen = (signal: Signal): Record<Signal, Movement> => ({
  ...unmoved(),
  [signal]: { movedAt: null, unknown: "no permission" },
});

const past = fc.oneof(
  { weight: 3, arbitrary: fc.nat({ max: NOW }) },
  { weight: 1, arbitrary: fc.integer({ min: NOW - 15 * MINUTE, max: NOW }) },
);
const unknown = fc.record({ unknown: fc.constant("no permission") });

const movements: fc.Arbitrary<Movement> = fc.record({
  movedAt: fc.option(past),
  unknown: fc.option(fc.constant("no permission"), { freq: 8 }),
});

/** Any evidence: also such as no real session gives. */
export const anyEvidence: fc.Arbitrary<Evidence> = fc.record({
  startedAt: past,
  hasBooted: fc.boolean(),
  turn: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom("none" as const, "working" as const) },
    fc.constant("idle" as const),
  ),
  process: fc.oneof(
    { weight: 6, arbitrary: fc.constant("alive" as const) },
    fc.constantFrom("stopped", "dead"),
    unknown,
  ),
  movements: fc.record({
    reports: movements,
    output: movements,
    files: movements,
    transcript: movements,
    cpu: movements,
    io: movements,
  } satisfies Record<Signal, fc.Arbitrary<Movement>>),
  openTools: fc.array(
    fc.record({
      id: fc.constant(null),
      name: fc.constant("Bash"),
      openedAt: past,
      permittedMs: fc.nat({ max: 90 * MINUTE }),
    }),
    { maxLength: 2 },
  ),
  declared: fc.option(
    fc.record({
      attention: fc.constantFrom(...ATTENTIONS),
      reason: fc.option(fc.constant("a reason")),
      until: fc.option(fc.integer({ min: WALL - 60 * MINUTE, max: WALL + 60 * MINUTE })),
      declaredAt: past,
    }),
    { freq: 3 },
  ),
  readsTerminal: fc.boolean(),
  screen: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom("plain" as const, "ready" as const) },
    fc.constantFrom(...SCREENS),
    unknown,
    fc.constant(null),
  ),
  mark: fc.option(fc.record({ text: fc.constantFrom("a", "b"), seenAt: past })),
});

export const lastMovement = ({ startedAt, movements: all }: Evidence): number =>
  Math.max(startedAt, ...SIGNALS.map((signal) => all[signal].movedAt ?? startedAt));
