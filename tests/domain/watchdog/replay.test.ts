import { describe, expect, test } from "bun:test";
import type { Thresholds } from "../../../src/domain/watchdog/climb-again.ts";
import type { Evidence } from "../../../src/domain/watchdog/evidence.ts";
import type { WatchLogEntry } from "../../../src/domain/watchdog/log-entry.ts";
import { type History, missingBelow, replay } from "../../../src/domain/watchdog/replay.ts";
import { judge } from "../../../src/domain/watchdog/verdict.ts";
import { evidence, MINUTE, moved, POLICY } from "./evidence-samples.ts";
import { logOf, wallOf } from "./log-samples.ts";

const TERMINATED = { state: "zombie", stopCause: "stalled", outcome: null } as const;
const SUCCEEDED = { state: "completed", stopCause: null, outcome: "success" } as const;
const FAILED = { state: "completed", stopCause: null, outcome: "failed" } as const;
const BRISK = { staleMs: 4 * MINUTE, intervalMs: MINUTE };

const at = (minute: number) => wallOf(minute * MINUTE);

function run(change: Thresholds, entries: WatchLogEntry[], more: Partial<History> = {}) {
  const now = { observed: 1000 * MINUTE, at: at(1000) };
  return replay({ entries, present: new Map(), blind: [], now, since: at(-1000), ...more }, change);
}

describe("with the thresholds as they were", () => {
  test.each([
    ["terminated", { until: 17, end: TERMINATED }],
    ["nudged, and moved again", { until: 13, end: "moves" }],
    ["terminated in shadow, and moved again", { until: 60, end: "moves", policy: { mode: "shadow" } }],
  ] as const)("nothing differs for a session that was %s", (_, stretch) => {
    const silences = run({}, logOf({ since: 0, ...stretch }));
    expect(silences).toMatchObject([{ sessionKey: "SESSION-001", since: at(0), differs: false }]);
    const [silence] = silences;
    expect(silence?.would.map(({ step, at }) => ({ step, at }))).toEqual(
      silence?.done.map(({ step, at }) => ({ step, at })) ?? [],
    );
  });
});

describe("with less patience", () => {
  test("a session that moved again would have been killed wrongly", () => {
    expect(run(BRISK, logOf({ since: 0, until: 9, end: "moves" }))).toMatchObject([
      {
        would: [
          { step: "warn", at: at(4) },
          { step: "nudge", at: at(5) },
          { step: "escalate", at: at(6) },
          { step: "terminate", at: at(7), isHeld: false },
        ],
        done: [],
        movedAgainAt: at(9),
        isFalseKill: true,
        differs: true,
      },
    ]);
  });

  test("success after it is a false kill, another end is none", () => {
    const falseKill = (end: typeof SUCCEEDED | typeof FAILED) =>
      run(BRISK, logOf({ since: 0, until: 9, end }))[0]?.isFalseKill;
    expect(falseKill(SUCCEEDED)).toBe(true);
    expect(falseKill(FAILED)).toBe(false);
  });

  test("what it did after it would have been terminated is left out", () => {
    const entries = [
      ...logOf({ since: 0, until: 9, end: "moves" }),
      ...logOf({ since: 9, until: 30, end: TERMINATED }),
    ];
    expect(run(BRISK, entries)).toHaveLength(1);
  });

  test("a silence counts only if it is on record, not what lies between two", () => {
    const entries = [
      ...logOf({ since: 0, until: 1, isNew: true }),
      ...logOf({ since: 200, until: 213, end: "moves" }),
    ];
    expect(run(BRISK, entries).map(({ since }) => since)).toEqual([at(200)]);
  });

  test("each silence climbs from the ground", () => {
    const entries = [
      ...logOf({ since: 0, until: 5, end: "moves" }),
      ...logOf({ since: 5, until: 10, end: "moves" }),
    ];
    const steps = run(BRISK, entries).map(({ would }) => would.map(({ step }) => step));
    expect(steps).toEqual([["warn"], ["warn"]]);
  });

  test("an open session's silence counts until now", () => {
    const still = evidence({ startedAt: 0 });
    const now = { observed: 6 * MINUTE, at: at(6) };
    const verdict = judge(still, POLICY, { observed: now.observed, wall: now.at });
    const present = new Map([
      ["SESSION-001", { evidence: still, policy: POLICY, verdict, observed: now.observed }],
    ]);
    const [silence] = run(BRISK, logOf({ since: 0, until: 1, isNew: true }), { present, now });
    expect(silence?.would.map(({ step }) => step)).toEqual(["warn", "nudge"]);
    expect(silence).toMatchObject({ movedAgainAt: null, ended: null });
  });

  test("steps in a silence without a look at the screen are told from those with one", () => {
    const isUnseen = (until: number) =>
      run(BRISK, logOf({ since: 0, until, end: "moves" }))[0]?.would.map((step) => step.isScreenUnseen);
    expect(isUnseen(5)).toEqual([true]);
    expect(isUnseen(17)).toEqual([false, false, false, false]);
  });
});

describe("with more patience", () => {
  const PATIENT = { staleMs: 30 * MINUTE };

  test("a session that was terminated would have had longer", () => {
    expect(run(PATIENT, logOf({ since: 0, until: 17, end: TERMINATED }))).toMatchObject([
      {
        would: [],
        done: [{ step: "warn" }, { step: "nudge" }, { step: "escalate" }, { step: "terminate", acted: true }],
        ended: { stopCause: "stalled", at: at(17) },
        reprievedUntil: at(36),
        isFalseKill: false,
        differs: true,
      },
    ]);
  });

  test("one that would still be terminated, but later, differs", () => {
    const entries = logOf({ since: 0, until: 60, end: "moves", policy: { mode: "shadow" } });
    expect(run(PATIENT, entries)).toMatchObject([{ differs: true, isFalseKill: true, reprievedUntil: null }]);
  });

  test("a lower top ends the ladder there, for ever", () => {
    const entries = logOf({ since: 0, until: 60, end: "moves", policy: { mode: "shadow" } });
    const [silence] = run({ top: "nudge" }, entries);
    expect(silence?.would.map(({ step }) => step)).toEqual(["warn", "nudge"]);
    expect(silence).toMatchObject({ reprievedUntil: null, differs: true });
  });
});

describe("what explained a silence explains it under other thresholds", () => {
  const declared = { attention: "permission", reason: null, until: null, declaredAt: 0 } as const;
  const tool = { id: null, name: "Bash", openedAt: 0, permittedMs: 40 * MINUTE };
  const explanations: [string, Partial<Evidence>][] = [
    ["a declared wait", { declared }],
    ["a declared limit", { declared: { ...declared, attention: "limited" } }],
    ["an open tool", { openTools: [tool] }],
    ["a dialog", { screen: "dialog" }],
    ["a read from the terminal", { readsTerminal: true }],
    ["a stopped process", { process: "stopped" }],
  ];
  test.each(explanations)("%s", (_, known) => {
    // What the evidence at the end says is from after the silence.
    const entries = logOf({ since: 0, until: 30, end: "moves", known });
    expect(entries.at(-1)).toMatchObject({ kind: "silence", detail: { evidence: { openTools: [] } } });
    expect(run(BRISK, entries)).toEqual([]);
  });

  test("a tool only for as long as it may take", () => {
    const entries = logOf({ since: 0, until: 60, end: "moves", known: { openTools: [tool] } });
    expect(run(BRISK, entries)[0]?.would[0]).toMatchObject({ step: "warn", at: at(40) });
  });

  test("a process that cannot be seen holds the ladder from then on", () => {
    const unknown = { process: { unknown: "no permission" } };
    const [unseen] = logOf({ since: 0, until: 1, known: unknown });
    const [end] = logOf({ since: 0, until: 30, end: FAILED, known: unknown }).slice(-1);
    if (!unseen || !end) throw new Error("there is no entry");
    const entries = [{ ...unseen, observed: 4.5 * MINUTE, at: at(4.5) }, end];
    expect(run(BRISK, entries)[0]?.would.map(({ step }) => step)).toEqual(["warn"]);
  });
});

test("a process that was stopped is measured from when it could go on, if it stays silent", () => {
  const [stopped] = logOf({ since: 0, until: 3, known: { process: "stopped" } });
  const [stalled] = logOf({ since: 0, until: 11 });
  if (!stopped || !stalled) throw new Error("there is no entry");
  const entries = [
    { ...stopped, observed: 3 * MINUTE, at: at(3) },
    { ...stalled, observed: 20 * MINUTE, at: at(20) },
    ...logOf({ since: 0, until: 22, end: FAILED }).slice(-1),
  ];
  expect(run(BRISK, entries)[0]?.would).toMatchObject([
    { step: "warn", at: at(20) },
    { step: "nudge", at: at(21) },
  ]);
});

test("a session that does not come to life is not measured by its silence", () => {
  const entries = logOf({ since: 0, until: 9, end: FAILED, known: { hasBooted: false } });
  expect(run({ staleMs: 60 * MINUTE }, entries)).toMatchObject([
    { differs: false, would: [{ at: at(2) }, {}, {}, {}] },
  ]);
});

test("while it does not come to life, what it does meanwhile does not take it back to the ground", () => {
  const booting = (minute: number, end?: typeof FAILED) =>
    logOf({
      since: 0,
      until: minute + 1,
      isNew: true,
      known: { hasBooted: false, movements: moved("output", minute * MINUTE) },
      ...(end ? { end } : {}),
    });
  const [first] = booting(0);
  const [second] = booting(3);
  const [end] = booting(5, FAILED).slice(-1);
  if (!first || !second || !end) throw new Error("there is no entry");
  const steps = run(BRISK, [first, { ...second, observed: 3.5 * MINUTE, at: at(3.5) }, end]);
  expect(steps.flatMap(({ would }) => would.map(({ step }) => step))).toEqual([
    "warn",
    "nudge",
    "escalate",
    "terminate",
  ]);
});

test("many that fell silent together would not have been terminated", () => {
  const entries = [1, 2, 3, 4, 5, 6].flatMap((one) =>
    logOf({ key: `SESSION-00${one}`, since: 0, until: 9, end: "moves" }),
  );
  const terminations = run(BRISK, entries).map(({ would, isFalseKill }) => ({ ...would[3], isFalseKill }));
  expect(terminations).toHaveLength(6);
  for (const one of terminations)
    expect(one).toMatchObject({ step: "terminate", isHeld: true, isFalseKill: false });
});

test("only those that are silent at the time count as many", () => {
  const entries = [1, 2, 3, 4, 5, 6].flatMap((one) =>
    logOf({ key: `SESSION-00${one}`, since: 0, until: one === 1 ? 6 : 9, end: "moves" }),
  );
  const held = run(BRISK, entries).flatMap(({ would }) => would.filter(({ isHeld }) => isHeld));
  expect(held).toEqual([]);
});

test("silences of several sessions come in the order of time", () => {
  const entries = [
    ...logOf({ key: "SESSION-001", since: 30, until: 36, end: "moves" }),
    ...logOf({ key: "SESSION-002", since: 0, until: 6, end: "moves" }),
  ];
  expect(run(BRISK, entries).map(({ sessionKey }) => sessionKey)).toEqual(["SESSION-002", "SESSION-001"]);
});

test("steps from before the time that is asked for are left out", () => {
  const entries = logOf({ since: 0, until: 9, end: "moves" });
  const [silence] = run(BRISK, entries, { since: at(6) });
  expect(silence?.would.map(({ step }) => step)).toEqual(["escalate", "terminate"]);
  expect(run(BRISK, entries, { since: at(8) })).toEqual([]);
});

test("silences that the log may lack are told", () => {
  const entries = logOf({ since: 0, until: 17 });
  expect(missingBelow(entries, 2 * MINUTE)).toBe(2.5 * MINUTE);
  expect(missingBelow(entries, 2.5 * MINUTE)).toBeNull();
  expect(missingBelow(entries, undefined)).toBeNull();
});
