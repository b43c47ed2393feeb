import { expect, test } from "bun:test";
import type { WatchLogEntry } from "../../../src/domain/watchdog/log-entry.ts";
import { precisionOf } from "../../../src/domain/watchdog/precision.ts";
import { logOf, type Stretch } from "./log-samples.ts";

const TERMINATED = { state: "zombie", stopCause: "stalled", outcome: null } as const;
const SUCCEEDED = { state: "completed", stopCause: null, outcome: "success" } as const;
const STOPPED = { state: "completed", stopCause: "operator", outcome: "killed" } as const;
const SHADOW = { mode: "shadow" } as const;

/** The logs of sessions that were silent for a while, each with a key of its own. */
const logs = (...stretches: Omit<Stretch, "key" | "since">[]): WatchLogEntry[] =>
  stretches.flatMap((stretch, index) =>
    logOf({ key: `SESSION-${String(index + 1).padStart(3, "0")}`, since: 0, ...stretch }),
  );

test("steps are counted by rule and level, and rules without one are left out", () => {
  const entries = logs(
    { until: 17, end: TERMINATED },
    { until: 13, end: "moves" },
    { until: 3, end: TERMINATED, known: { hasBooted: false } },
  );
  expect(precisionOf(entries)).toMatchObject([
    { rule: "boot_overdue", steps: { warn: 1, nudge: 0, escalate: 0, terminate: 0 }, terminated: 0 },
    { rule: "no_movement", steps: { warn: 2, nudge: 2, escalate: 1, terminate: 1 }, terminated: 1 },
  ]);
});

test("a shadow termination is proven wrong when its session moves again or succeeds, and not when it was stopped", () => {
  const entries = logs(
    { until: 40, end: "moves", policy: SHADOW },
    { until: 40, end: SUCCEEDED, policy: SHADOW },
    { until: 40, end: STOPPED, policy: SHADOW },
    { until: 40, policy: SHADOW },
  );
  expect(precisionOf(entries)).toMatchObject([{ shadowTerminated: 4, provenWrong: 2, falseKills: 2 }]);
});

test("a termination that was carried out is never proven wrong, only marked", () => {
  const entries = logs({ until: 17, end: SUCCEEDED }, { until: 17, end: TERMINATED });
  expect(precisionOf(entries)).toMatchObject([{ terminated: 2, provenWrong: 0, falseKills: 0 }]);
  const marked = entries.map((entry) => ({ ...entry, wrong: entry.kind === "step" }));
  expect(precisionOf(marked)).toMatchObject([{ markedWrong: 8, provenWrong: 0, falseKills: 2 }]);
});

test("precision is told from ten terminations on, and each false kill counts once", () => {
  const shadow = (count: number) =>
    logs(
      ...Array.from(
        { length: count },
        (_, index): Omit<Stretch, "key" | "since"> =>
          index === 0 ? { until: 40, end: "moves", policy: SHADOW } : { until: 40, policy: SHADOW },
      ),
    ).map((entry) => ({ ...entry, wrong: entry.sessionKey === "SESSION-001" && entry.level === 3 }));
  expect(precisionOf(shadow(9))).toMatchObject([{ falseKills: 1, percent: null }]);
  expect(precisionOf(shadow(12))).toMatchObject([
    { falseKills: 1, markedWrong: 1, provenWrong: 1, percent: 91.7 },
  ]);
});
