import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  decideRestart,
  MAX_BACKOFF_MS,
  RESTART_TYPES,
  type RestartHistory,
  type RestartPolicy,
} from "../../src/domain/restart.ts";

const NOW = 1_700_000_000_000;
const WITHIN = 600_000;
const POLICY: RestartPolicy = {
  type: "transient",
  max: 2,
  withinMs: WITHIN,
  lifetime: 10,
  backoffMs: 1000,
};

const policies: fc.Arbitrary<RestartPolicy> = fc.record({
  type: fc.constantFrom(...RESTART_TYPES),
  max: fc.nat({ max: 8 }),
  withinMs: fc.integer({ min: 1, max: 24 * 3_600_000 }),
  lifetime: fc.nat({ max: 20 }),
  backoffMs: fc.nat({ max: 24 * 3_600_000 }),
});
/** Ends in the last day, the newest now. */
const histories: fc.Arbitrary<RestartHistory> = fc
  .array(fc.nat({ max: 24 * 3_600_000 }), { maxLength: 12 })
  .map((ages) => [0, ...ages].map((age) => NOW - age))
  .map((ends) => ({ attempt: ends.length, ends }));
const jitters = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** So many ends, `spacing` ms apart, the newest now. */
const deaths = (count: number, spacing = 1000): RestartHistory => ({
  attempt: count,
  ends: Array.from({ length: count }, (_, n) => NOW - n * spacing),
});

/** The wait before the next attempt, in ms; undefined when there is none. */
function waitOf(policy: RestartPolicy, history: RestartHistory, endedWell: boolean, jitter: number) {
  const decision = decideRestart(policy, history, endedWell, NOW, jitter);
  return decision.do === "restart" ? decision.at - NOW : undefined;
}

describe("decideRestart", () => {
  test("restarts as its type says, within its intensity and lifetime", () => {
    fc.assert(
      fc.property(policies, histories, fc.boolean(), jitters, (policy, history, endedWell, jitter) => {
        const { type, max, withinMs, lifetime } = policy;
        const wanted = type === "permanent" || (type === "transient" && !endedWell);
        const recent = history.ends.filter((at) => NOW - at < withinMs).length;
        const allowed = recent <= max && history.attempt <= lifetime;
        const { do: done } = decideRestart(policy, history, endedWell, NOW, jitter);
        expect(done === "restart").toBe(wanted && max > 0 && allowed);
        // A policy that allows restarts and had too many of them is what quarantine means.
        expect(done === "quarantine").toBe(wanted && max > 0 && lifetime > 0 && !allowed);
      }),
      { numRuns: 2000 },
    );
  });

  test("an agent that dies now and then is restarted for ever, until its lifetime is used up", () => {
    let attempt = 1;
    while (decideRestart(POLICY, deaths(attempt, WITHIN / 2), false, NOW, 0).do === "restart") attempt++;
    expect(attempt - 1).toBe(POLICY.lifetime);
  });

  test("ends that do not count (at a limit) neither quarantine nor lengthen the wait", () => {
    expect(waitOf(POLICY, { attempt: 9, ends: [] }, false, 0)).toBe(1000);
  });

  test("waits the backoff, doubled with each recent end, up to the cap", () => {
    const policy = { ...POLICY, max: 1000, lifetime: 10_000 };
    for (const [count, wait] of [
      [1, 1000],
      [2, 2000],
      [3, 4000],
      [9, 256_000],
      [10, MAX_BACKOFF_MS],
      [999, MAX_BACKOFF_MS],
    ] as const)
      expect([count, waitOf(policy, deaths(count, 1), false, 0)]).toEqual([count, wait]);
    expect(waitOf(policy, deaths(9, WITHIN), false, 0)).toBe(1000);
  });

  test("jitter lengthens a wait by less than a quarter, and never shortens it", () => {
    fc.assert(
      fc.property(policies, jitters, (policy, jitter) => {
        const always = { ...policy, type: "permanent", max: 3, lifetime: 9 } as const;
        const [plain, jittered] = [0, jitter].map((one) => waitOf(always, deaths(2), false, one));
        if (plain === undefined || jittered === undefined) throw new Error("it is not restarted");
        expect(Number.isInteger(jittered)).toBe(true);
        expect(jittered).toBeGreaterThanOrEqual(plain);
        expect(jittered).toBeLessThanOrEqual(Math.ceil(plain * 1.25));
      }),
    );
  });

  test.each([
    [{ type: "temporary" }, 1, false, "stop", "its restart policy is temporary"],
    [{}, 1, true, "stop", "it ended well"],
    [{ max: 0 }, 1, false, "stop", "it was tried once"],
    [{ lifetime: 0 }, 1, false, "stop", "it was tried once"],
    [{}, 3, false, "quarantine", "died 3 times within 10m"],
    [{ withinMs: 5_400_000 }, 3, false, "quarantine", "died 3 times within 1h 30m"],
    [{ withinMs: 7500, max: 1 }, 2, false, "quarantine", "died twice within 7s"],
    [{ type: "permanent" }, 3, true, "quarantine", "ended 3 times within 10m"],
    [{ max: 99 }, 11, false, "quarantine", "it was restarted 10 times, the most that is allowed"],
  ] as const)("%j, %d ends, the last one well %p: %s, %s", (change, count, endedWell, what, why) => {
    const decision = decideRestart({ ...POLICY, ...change }, deaths(count), endedWell, NOW, 0);
    expect(decision).toEqual({ do: what, why });
  });
});
