import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  decideRestart,
  MAX_BACKOFF_MS,
  RESTART_TYPES,
  type RestartPolicy,
} from "../../src/domain/restart.ts";

const NOW = 1_700_000_000_000;
const policies: fc.Arbitrary<RestartPolicy> = fc.record({
  type: fc.constantFrom(...RESTART_TYPES),
  max: fc.nat({ max: 1000 }),
  backoffMs: fc.nat({ max: 24 * 3_600_000 }),
});
const attempts = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 1001 }));
const jitters = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** The wait before the next attempt, in ms; undefined when there is none. */
function waitOf(
  policy: RestartPolicy,
  attempt: number,
  endedWell: boolean,
  jitter: number,
): number | undefined {
  const decision = decideRestart(policy, attempt, endedWell, NOW, jitter);
  return decision.restart ? decision.at - NOW : undefined;
}

describe("decideRestart", () => {
  test("restarts as its type says, and never more than max times", () => {
    fc.assert(
      fc.property(policies, attempts, fc.boolean(), jitters, (policy, attempt, endedWell, jitter) => {
        const wanted = policy.type === "permanent" || (policy.type === "transient" && !endedWell);
        expect(waitOf(policy, attempt, endedWell, jitter) !== undefined).toBe(
          wanted && attempt <= policy.max,
        );
      }),
    );
  });

  test("carries on for exactly max restarts after the first attempt", () => {
    fc.assert(
      fc.property(fc.nat({ max: 50 }), (max) => {
        const policy = { type: "transient", max, backoffMs: 1 } as const;
        let attempt = 1;
        while (waitOf(policy, attempt, false, 0) !== undefined) attempt++;
        expect(attempt - 1).toBe(max);
      }),
    );
  });

  test("waits the backoff, doubled with each attempt, up to the cap", () => {
    fc.assert(
      fc.property(fc.nat({ max: 600_000 }), attempts, (backoffMs, attempt) => {
        const wait = waitOf({ type: "permanent", max: 1001, backoffMs }, attempt, true, 0);
        let expected = backoffMs;
        for (let n = 1; n < attempt && expected < MAX_BACKOFF_MS; n++) expected *= 2;
        expect(wait).toBe(Math.min(MAX_BACKOFF_MS, expected));
      }),
    );
  });

  test("jitter lengthens a wait by less than a quarter, and never shortens it", () => {
    fc.assert(
      fc.property(policies, attempts, jitters, (policy, attempt, jitter) => {
        const [plain, jittered] = [0, jitter].map((one) =>
          waitOf({ ...policy, type: "permanent" }, attempt, false, one),
        );
        if (plain === undefined || jittered === undefined) return;
        expect(Number.isInteger(jittered)).toBe(true);
        expect(jittered).toBeGreaterThanOrEqual(plain);
        expect(jittered).toBeLessThanOrEqual(Math.ceil(plain * 1.25));
      }),
    );
  });

  test.each([
    ["temporary", 1, false, "its restart policy is temporary"],
    ["transient", 1, true, "it ended well"],
    ["transient", 3, false, "it was tried 3 times"],
  ] as const)("%s, attempt %d, ended well %p: says %p", (type, attempt, endedWell, why) => {
    expect(decideRestart({ type, max: 2, backoffMs: 1000 }, attempt, endedWell, NOW, 0)).toEqual({
      restart: false,
      why,
    });
  });
});
