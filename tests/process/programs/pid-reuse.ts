// Run as first process of its own pid namespace, where it may choose the next pid: makes a new process take the pid of an
// ended one, again and again, and tries to kill the ended one. Prints what became of it.
import { readFileSync, writeFileSync } from "node:fs";
import { check, identify } from "../../../src/process/identity.ts";
import { signalProcess } from "../../../src/process/signal.ts";

const REUSES = 100;

const start = () => Bun.spawn(["sleep", "60"], { stdio: ["ignore", "ignore", "ignore"] });
const ticksSinceBoot = () => Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]) * 100;

async function identityOf(pid: number) {
  const identified = await identify(pid);
  if (identified === "dead" || "unknown" in identified) throw new Error(`no process ${pid}`);
  return identified.found;
}

/** Starts processes until one has this pid: a thread of ours may be faster. */
function startWithPid(pid: number) {
  for (;;) {
    writeFileSync("/proc/sys/kernel/ns_last_pid", String(pid - 1));
    const child = start();
    if (child.pid === pid) return child;
    child.kill("SIGKILL");
  }
}

let answeredDead = 0;
let newcomersAlive = 0;
for (let i = 0; i < REUSES; i++) {
  const old = start();
  const identity = await identityOf(old.pid);
  old.kill("SIGKILL");
  await old.exited;
  const startTick = Number.parseInt(identity.startTime, 10);
  while (ticksSinceBoot() < startTick + 2) await Bun.sleep(2);
  const newcomer = startWithPid(old.pid);
  const answer = await signalProcess(identity, "SIGKILL");
  if (answer === "dead" && (await check(identity)) === "dead") answeredDead++;
  if ((await check(await identityOf(newcomer.pid))) === "alive" && newcomer.signalCode === null)
    newcomersAlive++;
  newcomer.kill("SIGKILL");
  await newcomer.exited;
}
console.log(JSON.stringify({ answeredDead, newcomersAlive }));
