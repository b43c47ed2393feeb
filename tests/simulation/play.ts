import type { Rule } from "../../src/domain/watchdog/verdict.ts";
import { describeError } from "../../src/errors.ts";
import type { Store } from "../../src/store/store.ts";
import { play } from "./schedule.ts";
import type { SimulationStore } from "./simulation-store.ts";

/** What schedules came to, to be sure that they come to something. */
export interface Sum {
  schedules: number;
  sessions: number;
  terminated: number;
  rules: Set<Rule>;
}

/** One schedule. Throws with its seed and the rule that was broken; `OVERSTORY_TEST_SEED=<seed>` plays it again first. */
export async function playSeed(seed: number, store: Store, time: { now: () => number }) {
  try {
    return await play(seed, store, time);
  } catch (error) {
    throw new Error(`seed ${seed}: ${describeError(error)}`, { cause: error });
  }
}

/** So many schedules, of the seeds from the first one on. Throws at the first that fails. */
export async function playAll(first: number, count: number, world: SimulationStore): Promise<Sum> {
  const sum: Sum = { schedules: 0, sessions: 0, terminated: 0, rules: new Set() };
  for (let n = 0; n < count; n++) {
    const { sessions, terminated, rules } = await playSeed((first + n) >>> 0, world.store, world.time);
    sum.schedules += 1;
    sum.sessions += sessions;
    sum.terminated += terminated;
    for (const rule of rules) sum.rules.add(rule);
    world.clear();
  }
  return sum;
}
