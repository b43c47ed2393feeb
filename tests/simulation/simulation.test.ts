import { describe, test } from "bun:test";
import { describeError } from "../../src/errors.ts";
import { testSeed } from "../support/random.ts";
import { type Played, play } from "./schedule.ts";
import { type SimulationStore, simulationStore } from "./simulation-store.ts";

const SCHEDULES = Number(process.env.OVERSTORY_TEST_SIMULATIONS ?? 300);

async function playSeed({ store, time, clear }: SimulationStore, seed: number): Promise<Played> {
  try {
    return await play(seed, store, time);
  } catch (error) {
    throw new Error(`seed ${seed}: ${describeError(error)}`, { cause: error });
  } finally {
    clear();
  }
}

describe("the watchdog in a simulated world", () => {
  test("schedules", async () => {
    using all = simulationStore();
    const first = testSeed();
    const sum = { steps: 0, sessions: 0, terminated: 0 };
    for (let n = 0; n < SCHEDULES; n++) {
      const played = await playSeed(all, (first + n) >>> 0).catch((e) => {
        if (process.env.KEEP) console.log(e.message);
        else throw e;
        return null;
      });
      if (!played) continue;
      for (const key of ["steps", "sessions", "terminated"] as const) sum[key] += played[key];
    }
    console.log(sum);
  }, 600_000);
});
