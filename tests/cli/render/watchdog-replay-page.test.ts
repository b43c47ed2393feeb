import { describe, expect, test } from "bun:test";
import type { ReplayedSilenceView, ReplayView } from "../../../src/api/contract/watchdog.ts";
import { replayPage } from "../../../src/cli/render/watchdog-replay-page.ts";
import { minute } from "../../../src/cli/render/words.ts";
import { plainScreen } from "../support/views.ts";

const UNTIL = "2026-01-31T16:00:00.000Z";
const at = (time: string) => `2026-01-31T${time}:00.000Z`;
const shown = (time: string) => minute(at(time), UNTIL);

const silence = (change: Partial<ReplayedSilenceView>): ReplayedSilenceView => ({
  session: "SESSION-012",
  since: at("14:00"),
  movedAgainAt: null,
  ended: null,
  would: [],
  done: [],
  reprievedUntil: null,
  falseKill: false,
  differs: true,
  ...change,
});

const replay = (change: Partial<ReplayView>): ReplayView => ({
  since: at("00:00"),
  until: UNTIL,
  staleMs: 300_000,
  intervalMs: null,
  top: null,
  sessionCount: 9,
  would: { warn: 2, nudge: 2, escalate: 2, terminate: 2 },
  done: { warn: 1, nudge: 1, escalate: 0, terminate: 0 },
  falseKills: 1,
  missingBelowMs: null,
  silences: [],
  ...change,
});

const would = (step: "warn" | "nudge" | "escalate" | "terminate", more = {}) => ({
  step,
  at: at("14:02"),
  held: false,
  screenUnseen: false,
  ...more,
});
const done = (step: "warn" | "nudge" | "terminate", acted = true) => ({
  id: 1,
  step,
  at: at("14:10"),
  acted,
});
const ended = (outcome: "success" | "failed") =>
  ({ at: at("14:20"), state: "completed", stopCause: null, outcome }) as const;

test("the page tells what would be different, then counts, then what to make of it", () => {
  const kill = silence({ would: [would("terminate")], movedAgainAt: at("14:05"), falseKill: true });
  const same = silence({ session: "SESSION-099", would: [would("warn")], differs: false });
  expect(replayPage(replay({ silences: [kill, same], missingBelowMs: 150_000 }), plainScreen(80))).toEqual([
    `9 sessions since ${shown("00:00")}, with stale 5m 00s`,
    `  ✗ SESSION-012 would have been terminated at ${shown("14:02")} (it moved again at ${shown("14:05")}: a false kill)`,
    "",
    "  step        would   was",
    "  warn            2     1",
    "  nudge           2     1",
    "  escalate        2     0",
    "  terminate       2     0",
    "",
    "1 of 2 terminations would have been false kills",
    "",
    "silences below 2m 30s are not on record: there may have been more",
  ]);
});

test("where nothing differs, the page says so", () => {
  const [heading, line] = replayPage(replay({ staleMs: null }), plainScreen(80));
  expect(heading).toEndWith("with thresholds as they were");
  expect(line).toBe("  nothing would be different");
});

describe("a silence is told in a sentence", () => {
  const killed = `would have been terminated at ${shown("14:02")}`;
  test.each<[string, Partial<ReplayedSilenceView>]>([
    [
      `${killed} (it succeeded at ${shown("14:20")}: a false kill)`,
      { would: [would("terminate")], ended: ended("success"), falseKill: true },
    ],
    [
      `${killed} (it ended at ${shown("14:20")}: failed)`,
      { would: [would("terminate")], ended: ended("failed") },
    ],
    [
      `${killed}, not at ${shown("14:10")} (it has not moved since)`,
      { would: [would("terminate")], done: [done("terminate")] },
    ],
    [
      `would not have been terminated at ${shown("14:10")} (it would have had until ${shown("14:30")})`,
      { done: [done("terminate")], reprievedUntil: at("14:30") },
    ],
    [
      `would not have been terminated at ${shown("14:10")} (it was only recorded; it moved again at ${shown("14:20")})`,
      { done: [done("terminate", false)], reprievedUntil: at("14:30"), movedAgainAt: at("14:20") },
    ],
    [
      `would not have been terminated at ${shown("14:10")} (too many fell silent together)`,
      { would: [would("escalate"), would("terminate", { held: true })], done: [done("terminate")] },
    ],
    [
      `would have been escalated at ${shown("14:02")} (it was only nudged)`,
      { would: [would("escalate")], done: [done("nudge")] },
    ],
    [
      `would have been nudged at ${shown("14:02")} (nothing was done); its screen was not looked at then, so it may have been waiting`,
      { would: [would("nudge", { screenUnseen: true })] },
    ],
    [`would not have been warned about at ${shown("14:10")}`, { done: [done("warn")] }],
  ])("SESSION-012 %s", (sentence, change) => {
    const [, line] = replayPage(replay({ silences: [silence(change)] }), plainScreen(80));
    expect(line?.slice(4)).toBe(`SESSION-012 ${sentence}`);
  });
});
