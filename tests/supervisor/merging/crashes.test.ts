import { expect, test } from "bun:test";
import { Chance } from "../../domain/chance.ts";
import { testSeed } from "../../support/random.ts";
import { until } from "../../support/wait.ts";
import { expectAllInOrder, GATE, planBranches } from "./branches.ts";
import { Crash, Fate } from "./fate.ts";
import { Yard } from "./yard.ts";

/** More for a long look: OVERSTORY_TEST_ROUNDS. */
const ROUNDS = Number(process.env.OVERSTORY_TEST_ROUNDS ?? 2);
const BRANCHES = 9;
/** So many daemons die in a round, each after at most so many steps. */
const DEATHS = 25;
const LONGEST_LIFE = 60;

test(`${BRANCHES} branches come into their target once and whole, whenever the daemon dies`, async () => {
  const first = testSeed();
  for (let round = 0; round < ROUNDS; round++) await playRound(first + round);
}, 600_000);

async function playRound(seed: number): Promise<void> {
  const chance = new Chance(seed);
  const isGated = chance.happens(0.7);
  const plans = planBranches(BRANCHES, chance, isGated ? {} : { red: 0, pairs: 0 });
  await using yard = Yard.open({
    tasks: BRANCHES,
    gates: isGated ? [GATE] : [],
    config: { merge: { conflicts: "person", batch: 1 + chance.below(8) } },
  });
  yard.repository.commit("base", { shared: "base\n" });
  const sessions = plans.map(({ change }, index) => yard.work(index, change));
  let deaths = 0;
  let fate = new Fate(0);
  const born = async () => {
    fate = new Fate(deaths < DEATHS ? 1 + chance.below(LONGEST_LIFE) : Number.POSITIVE_INFINITY);
    yard.reopen(fate.over(yard.world));
    await yard.queue.resume();
  };
  const live = async (work: () => Promise<unknown>) => {
    for (;;)
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        deaths++;
        await born().catch(() => {});
      }
  };
  await born().catch(() => {});
  for (const [index, session] of sessions.entries())
    await live(async () => {
      const isQueued = yard.merges.some(({ sessionId }) => sessionId === session.id);
      if (!isQueued) await yard.queue.add(yard.tasks[index]?.id ?? "", session.id, yard.run.id);
    });
  await live(() =>
    until(
      "the queue is empty",
      async () => {
        await yard.queue.goOn(); // as the patrol does
        if (fate.isOver) throw new Crash("it died while nobody asked it for anything");
        return yard.merges.every(({ state }) => state !== "queued");
      },
      60_000,
    ),
  );
  deaths = DEATHS;
  await born(); // the last daemon clears what the ones before it left
  expect({ seed, complete: yard.tasks.filter(({ status }) => status === "review") }).toMatchObject({
    complete: [],
  });
  expectAllInOrder(yard, plans, seed);
}
