import { play } from "./schedule.ts";
import { simulationStore } from "./simulation-store.ts";

const all = simulationStore();
const from = Number(process.argv[2] ?? 1),
  n = Number(process.argv[3] ?? 100);
const t = performance.now();
let bad = 0;
for (let s = from; s < from + n; s++) {
  try {
    await play(s, all.store, all.time);
  } catch (e) {
    bad++;
    console.log(`seed ${s}: ${(e as Error).message.slice(0, 300)}`);
  }
  all.clear();
}
console.log(((performance.now() - t) / n).toFixed(2), "ms per schedule", bad);
all[Symbol.dispose]();
