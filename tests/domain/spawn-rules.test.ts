import { expect, test } from "bun:test";
import fc from "fast-check";
import { refuseSpawn, type SpawnFacts } from "../../src/domain/spawn-rules.ts";

const ROLES = ["lead", "builder", "scout"];

const limits = fc.record({
  maxDepth: fc.integer({ min: 1, max: 4 }),
  maxTasks: fc.integer({ min: 1, max: 50 }),
  maxTasksPerMinute: fc.integer({ min: 1, max: 10 }),
});

const facts: fc.Arbitrary<SpawnFacts> = fc.record({
  maker: fc.constant("SESSION-001"),
  role: fc.record({
    name: fc.constantFrom(...ROLES),
    maySpawn: fc.option(fc.record({ roles: fc.subarray(ROLES), most: fc.integer({ min: 1, max: 5 }) })),
  }),
  depth: fc.nat({ max: 5 }),
  wanted: fc.constantFrom(...ROLES),
  made: fc.nat({ max: 60 }),
  madeLastMinute: fc.nat({ max: 12 }),
  failedAlike: fc.nat({ max: 4 }),
});

test("a task is made only within every limit, and a refusal names one that is passed and a way out", () => {
  fc.assert(
    fc.property(facts, limits, (it, limit) => {
      const refusal = refuseSpawn(it, limit);
      const isWithin =
        it.role.maySpawn?.roles.includes(it.wanted) === true &&
        it.depth < limit.maxDepth &&
        it.made < limit.maxTasks &&
        it.madeLastMinute < limit.maxTasksPerMinute &&
        it.failedAlike < 3;
      expect(refusal === null).toBe(isWithin);
      if (refusal) expect([refusal.message, refusal.hint]).not.toContain("");
    }),
  );
});

test("whoever asks until it is refused has made exactly what the run allows", () => {
  fc.assert(
    fc.property(limits, fc.array(fc.nat({ max: 30_000 }), { maxLength: 80 }), (limit, pauses) => {
      const madeAt: number[] = [];
      let now = 0;
      for (const pause of pauses) {
        now += pause;
        const madeLastMinute = madeAt.filter((at) => at >= now - 60_000).length;
        const it = { maker: "SESSION-001", depth: 0, wanted: "builder", failedAlike: 0, made: madeAt.length };
        const role = { name: "coordinator", maySpawn: { roles: ["builder"], most: 1 } };
        if (refuseSpawn({ ...it, role, madeLastMinute }, limit) === null) madeAt.push(now);
      }
      expect(madeAt.length).toBeLessThanOrEqual(limit.maxTasks);
      for (const at of madeAt)
        expect(madeAt.filter((other) => other > at - 60_000 && other <= at).length).toBeLessThanOrEqual(
          limit.maxTasksPerMinute,
        );
    }),
  );
});
