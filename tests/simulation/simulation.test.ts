import { describe, expect, test } from "bun:test";
import { RULES } from "../../src/domain/watchdog/verdict.ts";
import { listEvents } from "../../src/store/events.ts";
import { listWatchLog } from "../../src/store/watch-log.ts";
import { playAll, playSeed } from "./play.ts";
import { type SimulationStore, simulationStore } from "./simulation-store.ts";

/** The same schedules at each run; `bun run simulate` plays many more, with new seeds. */
const FIRST_SEED = Number(process.env.OVERSTORY_TEST_SEED ?? 1);
const SCHEDULES = Number(process.env.OVERSTORY_SIMULATIONS ?? 100);

/** All that a schedule has written, but for ids. */
async function recordOf({ store, time }: SimulationStore, seed: number): Promise<unknown> {
  await playSeed(seed, store, time);
  const events = listEvents(store.db, { after: 0, limit: 1_000_000 });
  return [
    events.map(({ at, kind, session, data }) => ({ at, kind, session, data })),
    listWatchLog(store.db, {}).map(({ sessionKey, rule, level, observed }) => ({
      sessionKey,
      rule,
      level,
      observed,
    })),
  ];
}

describe("in a simulated world, the watchdog", () => {
  test("ends no healthy agent, misses no dead or stuck one, and keeps every promise", async () => {
    using all = simulationStore();
    const { terminated, rules } = await playAll(FIRST_SEED, SCHEDULES, all);
    expect(terminated).toBeGreaterThan(SCHEDULES / 10);
    expect([...rules].sort()).toEqual([...RULES].sort());
  }, 3_600_000);

  test("does the same for the same seed", async () => {
    using first = simulationStore();
    using second = simulationStore();
    expect(await recordOf(first, 4711)).toEqual(await recordOf(second, 4711));
  });
});
