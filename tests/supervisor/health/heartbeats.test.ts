import { describe, expect, test } from "bun:test";
import { createLogger } from "../../../src/log.ts";
import { Signs } from "../../../src/supervisor/alerts/signs.ts";
import { Heartbeats, ROUND_MS } from "../../../src/supervisor/health/heartbeats.ts";

/** Heartbeats whose rounds pass as the test says. */
function rounds() {
  const signs = new Signs();
  let now = 0;
  let isWell: boolean | undefined;
  const heartbeats = new Heartbeats({
    signs,
    log: createLogger(),
    monotonic: () => now,
    afterRound: (well) => {
      isWell = well;
    },
  });
  return {
    heartbeats,
    pass: (count: number, eachMs = ROUND_MS) => {
      for (let round = 0; round < count; round++) {
        now += eachMs;
        heartbeats.look();
      }
    },
    isWell: () => isWell,
    causes: () => signs.list().map(({ cause }) => cause),
    signs,
  };
}

describe("a loop", () => {
  test("that does not come round in its time is a condition, until it beats again", () => {
    const { heartbeats, pass, causes, isWell, signs } = rounds();
    const heartbeat = heartbeats.register("patrol", 5000);
    heartbeat.beat();
    pass(5);
    expect([causes(), isWell()]).toEqual([[], true]);
    pass(1);
    expect([causes(), isWell()]).toEqual([["loop_stuck:patrol"], false]);
    expect(signs.list()[0]).toMatchObject({
      severity: "critical",
      message: `the daemon's loop "patrol" has not come round for 6 s`,
    });
    heartbeat.beat();
    pass(1);
    expect([causes(), isWell()]).toEqual([[], true]);
  });

  test("that rests, or has never begun, is well for ever", () => {
    const { heartbeats, pass, causes } = rounds();
    const heartbeat = heartbeats.register("coordinator", 5000);
    heartbeats.register("other", 5000);
    heartbeat.beat();
    heartbeat.rest();
    pass(1000);
    expect(causes()).toEqual([]);
  });

  test("is not blamed for a time in which nothing could run", () => {
    const { heartbeats, pass, causes } = rounds();
    heartbeats.register("patrol", 5000).beat();
    pass(1, 60 * 60_000);
    expect(causes()).toEqual(["daemon_stalled"]);
  });
});

describe("the daemon", () => {
  test("that was kept from working says for how long, until it has been on time for a minute", () => {
    const { pass, causes, signs } = rounds();
    pass(1, ROUND_MS + 12_000);
    expect(signs.list()[0]?.message).toBe("the daemon was kept from working for 12 s");
    pass(59);
    expect(causes()).toEqual(["daemon_stalled"]);
    pass(1);
    expect(causes()).toEqual([]);
  });

  test("that is a little late is well", () => {
    const { pass, causes } = rounds();
    pass(10, ROUND_MS + 4999);
    expect(causes()).toEqual([]);
  });
});

test("rounds pass by themselves until they are stopped", async () => {
  let count = 0;
  const done = Promise.withResolvers<void>();
  const heartbeats = new Heartbeats({
    signs: new Signs(),
    log: createLogger(),
    monotonic: () => performance.now(),
    afterRound: () => {
      count++;
      done.resolve();
    },
  });
  heartbeats.start();
  await done.promise;
  heartbeats.stop();
  expect(count).toBe(1);
});
