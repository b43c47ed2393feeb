import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { testSeed } from "../support/random.ts";
import { playAll } from "./play.ts";
import { simulationStore } from "./simulation-store.ts";

// Plays schedules on all cores: bun tests/simulation/simulate.ts --count 10000 [--seed N]

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "10000" },
    seed: { type: "string", default: String(testSeed()) },
    part: { type: "boolean", default: false },
  },
});
const count = Number(values.count);
const seed = Number(values.seed);

async function playPart(): Promise<void> {
  using world = simulationStore();
  const { rules, ...sum } = await playAll(seed, count, world);
  console.log(JSON.stringify({ from: seed, ...sum, rules: rules.size }));
}

/** Every core plays its share of the seeds. */
async function playParts(): Promise<number> {
  const cores = availableParallelism();
  const share = Math.ceil(count / cores);
  const parts = Array.from({ length: cores }, (_, index) =>
    Bun.spawn(
      [
        process.execPath,
        import.meta.path,
        "--part",
        "--count",
        String(share),
        "--seed",
        String(seed + index * share),
      ],
      { stdout: "inherit", stderr: "inherit" },
    ),
  );
  return Math.max(...(await Promise.all(parts.map(({ exited }) => exited))));
}

if (values.part) await playPart();
else {
  const began = performance.now();
  const failed = await playParts();
  console.log(`${count} schedules from seed ${seed} in ${Math.round((performance.now() - began) / 1000)} s`);
  process.exit(failed);
}
