import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { SIGNALS, type Signal } from "../../../src/domain/watchdog/evidence.ts";
import {
  type Baseline,
  type Counters,
  type Findings,
  nextBaseline,
  takeIn,
} from "../../../src/domain/watchdog/findings.ts";
import { evidence, MINUTE, moved, NOW, POLICY } from "./evidence-samples.ts";

const BEFORE: Baseline = {
  at: NOW - MINUTE,
  counters: { output: 5000, files: 12, transcript: 900, cpuMs: 90_000, ioBytes: 1_000_000 },
};

const findings = (counters: Partial<Counters> = {}, more: Partial<Findings> = {}): Findings => ({
  process: "alive",
  counters: { ...BEFORE.counters, ...counters },
  isRunning: false,
  readsTerminal: false,
  ...more,
});

/** The signals that a look moved. */
function movedBy(look: Findings, before: Baseline | null = BEFORE): Signal[] {
  const { movements } = takeIn(evidence(), before, look, NOW, POLICY.cpuShare);
  return SIGNALS.filter((signal) => movements[signal].movedAt === NOW);
}

const readings = fc.oneof(fc.nat(), fc.record({ unknown: fc.constant("EPERM") }));
const anyCounters: fc.Arbitrary<Counters> = fc.record({
  output: readings,
  files: readings,
  transcript: readings,
  cpuMs: readings,
  ioBytes: readings,
});

describe("takeIn", () => {
  const leastCpu = MINUTE * POLICY.cpuShare;
  const CASES: [string, Findings, Signal[]][] = [
    ["nothing changed, nothing moved", findings(), []],
    ["a byte of output is a movement", findings({ output: 5001 }), ["output"]],
    ["so is a log that was begun anew", findings({ output: 0 }), ["output"]],
    ["a write in the worktree is a movement", findings({ files: 13 }), ["files"]],
    ["so is a line of the transcript", findings({ transcript: 901 }), ["transcript"]],
    ["processor time at the share is a movement", findings({ cpuMs: 90_000 + leastCpu }), ["cpu"]],
    ["below the share it is not", findings({ cpuMs: 90_000 + leastCpu - 1 }), []],
    ["a process that left the tree takes its time along", findings({ cpuMs: 20_000 }), ["cpu"]],
    ["a process that gets no turn is at work", findings({}, { isRunning: true }), ["cpu"]],
    ["a kilobyte read or written is a movement", findings({ ioBytes: 1_001_024 }), ["io"]],
    ["the trickle of timers is not", findings({ ioBytes: 1_001_023 }), []],
  ];
  test.each(CASES)("%s", (_, look, signals) => {
    expect(movedBy(look)).toEqual(signals);
  });

  test("the first look moves nothing, but for what runs at that moment", () => {
    expect(movedBy(findings(), null)).toEqual([]);
    expect(movedBy(findings({}, { isRunning: true }), null)).toEqual(["cpu"]);
  });

  test("a counter of which an earlier version knew nothing has not moved", () => {
    const { transcript: _, ...known } = BEFORE.counters;
    const stored: Baseline = JSON.parse(JSON.stringify({ ...BEFORE, counters: known }));
    expect(movedBy(findings({ transcript: 5 }), stored)).toEqual([]);
  });

  test("a process that was stopped and goes on has moved, for it could not before", () => {
    const stopped = evidence({ process: "stopped" });
    const { movements } = takeIn(stopped, BEFORE, findings(), NOW, POLICY.cpuShare);
    expect(movements.cpu.movedAt).toBe(NOW);
  });

  const unknown = { unknown: "EPERM" };
  const blind: Counters = {
    output: unknown,
    files: unknown,
    transcript: unknown,
    cpuMs: unknown,
    ioBytes: unknown,
  };

  test.each([
    ["is", BEFORE, findings(blind)],
    ["was", { at: NOW - MINUTE, counters: blind }, findings()],
  ])("a counter that %s unknown proves nothing either way, and says why", (_, before, look) => {
    const then = NOW - 3 * MINUTE;
    const old = evidence({ movements: moved("output", then) });
    const { movements } = takeIn(old, before, look, NOW, POLICY.cpuShare);
    expect(movements.output).toEqual({ movedAt: then, unknown: "EPERM" });
    expect(movements.cpu).toEqual({ movedAt: null, unknown: "EPERM" });
  });

  test("what moved while a counter could not be read is seen when it can be again", () => {
    const later = nextBaseline(BEFORE, findings(blind), NOW);
    expect(later).toEqual({ at: NOW, counters: BEFORE.counters });
    expect(movedBy(findings({ output: 5001 }), later)).toEqual(["output"]);
  });

  test("a movement is never taken back, and never set to another time than now", () => {
    fc.assert(
      fc.property(
        fc.option(anyCounters),
        anyCounters,
        fc.boolean(),
        fc.option(fc.nat({ max: NOW })),
        (was, is, isRunning, movedAt) => {
          const old = evidence();
          for (const signal of SIGNALS) old.movements[signal].movedAt = movedAt;
          const before = was && { at: NOW - MINUTE, counters: was };
          const { movements } = takeIn(old, before, findings(is, { isRunning }), NOW, POLICY.cpuShare);
          for (const signal of SIGNALS) expect([movedAt, NOW]).toContain(movements[signal].movedAt);
          expect(movements.reports).toEqual(old.movements.reports);
        },
      ),
    );
  });

  test("what the look says of the process is taken as it is", () => {
    const look = findings({}, { process: "stopped", readsTerminal: true });
    expect(takeIn(evidence(), BEFORE, look, NOW, POLICY.cpuShare)).toMatchObject({
      process: "stopped",
      readsTerminal: true,
    });
  });
});
