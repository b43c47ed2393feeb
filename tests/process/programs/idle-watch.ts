// Watches many processes of which none ends, and prints the processor time that a second of it costs, in ms.
import { createDeathWatch } from "../../../src/process/death-watch.ts";
import { identify } from "../../../src/process/identity.ts";

const WATCHES = 500;

const children = Array.from({ length: 50 }, () =>
  Bun.spawn(["sleep", "60"], { stdio: ["ignore", "ignore", "ignore"] }),
);
const deaths = createDeathWatch();
for (let i = 0; i < WATCHES; i++) {
  const identified = await identify(children[i % children.length]?.pid ?? 0);
  if (identified !== "dead" && "found" in identified)
    deaths.watch(identified.found, () => console.log("a death"));
}
// The first collection of garbage and the compilers' threads are not what is measured.
await Bun.sleep(500);
const before = process.cpuUsage();
await Bun.sleep(1000);
const { user, system } = process.cpuUsage(before);
await deaths.close();
for (const child of children) child.kill("SIGKILL");
await Promise.all(children.map(({ exited }) => exited));
console.log(JSON.stringify({ cpuMsPerSecond: (user + system) / 1000 }));
