import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { climb, type Ladder, OFF_LADDER } from "../../../src/domain/watchdog/ladder.ts";
import { type LadderStep, STEPS } from "../../../src/domain/watchdog/policy.ts";
import { VERDICTS, type VerdictName } from "../../../src/domain/watchdog/verdict.ts";

const INTERVAL = 120_000;
const ANY_HISTORY = fc.array(
  fc.record({
    passed: fc.nat({ max: 3 * INTERVAL }),
    verdict: fc.oneof(
      { weight: 5, arbitrary: fc.constant("stalled" as const) },
      fc.constantFrom(...VERDICTS),
    ),
  }),
  { maxLength: 60 },
);

interface Taken {
  at: number;
  level: number | null;
  verdict: VerdictName;
}

/** Climbs through a history; answers each level that was come to, and when. */
function climbAll(top: LadderStep, history: readonly { passed: number; verdict: VerdictName }[]): Taken[] {
  let ladder: Ladder = OFF_LADDER;
  let at = 1_000_000;
  const taken: Taken[] = [];
  for (const { passed, verdict } of history) {
    at += passed;
    const move = climb(ladder, verdict, { intervalMs: INTERVAL, top }, at);
    if (move.do === "wait") continue;
    ladder = move.do === "reset" ? OFF_LADDER : { level: move.level, steppedAt: at };
    taken.push({ at, level: ladder.level, verdict });
  }
  return taken;
}

describe("climb", () => {
  test("takes one step at a time, none left out, and no two within an interval", () => {
    fc.assert(
      fc.property(ANY_HISTORY, fc.constantFrom(...STEPS), (history, top) => {
        let before: Taken = { at: 0, level: null, verdict: "working" };
        for (const now of climbAll(top, history)) {
          if (now.level !== null) {
            expect(now.level).toBe(before.level === null ? 0 : before.level + 1);
            expect(now.level).toBeLessThanOrEqual(STEPS.indexOf(top));
            if (before.level !== null) expect(now.at - before.at).toBeGreaterThanOrEqual(INTERVAL);
          }
          before = now;
        }
      }),
    );
  });

  test("steps only while stalled, and goes back only when something moves again", () => {
    fc.assert(
      fc.property(ANY_HISTORY, (history) => {
        for (const { level, verdict } of climbAll("terminate", history)) {
          if (level !== null) expect(verdict).toBe("stalled");
          else expect(["working", "busy_quiet", "waiting", "limited"]).toContain(verdict);
        }
      }),
    );
  });

  test("a session that stays stalled comes to the top, and says until when it waits", () => {
    const policy = { intervalMs: INTERVAL, top: "terminate" } as const;
    let ladder: Ladder = OFF_LADDER;
    let now = 1_000_000;
    for (const [level, step] of STEPS.entries()) {
      expect(climb(ladder, "stalled", policy, now)).toEqual({ do: "step", level, step });
      ladder = { level, steppedAt: now };
      const next = level === 3 ? null : now + INTERVAL;
      expect(climb(ladder, "stalled", policy, now)).toEqual({ do: "wait", until: next });
      now += INTERVAL;
    }
  });

  test.each(["working", "busy_quiet", "waiting", "limited"] as const)("%s takes it back", (verdict) => {
    const policy = { intervalMs: INTERVAL, top: "terminate" } as const;
    expect(climb({ level: 0, steppedAt: 1_000_000 }, verdict, policy, 1_000_001)).toEqual({ do: "reset" });
    expect(climb(OFF_LADDER, verdict, policy, 1_000_001)).toEqual({ do: "wait", until: null });
  });

  test.each(["gone", "unknown"] as const)("%s holds it where it is", (verdict) => {
    const ladder = { level: 2, steppedAt: 1_000_000 };
    const policy = { intervalMs: INTERVAL, top: "terminate" } as const;
    expect(climb(ladder, verdict, policy, 2_000_000)).toEqual({ do: "wait", until: null });
  });
});
