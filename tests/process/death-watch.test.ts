import { describe, expect, test } from "bun:test";
import { readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { createDeathWatch } from "../../src/process/death-watch.ts";
import { signalProcess } from "../../src/process/signal.ts";
import { until } from "../support/wait.ts";
import { identityOfPid, startChild, startZombie } from "./child.ts";

const onLinux = process.platform === "linux";

/** Descriptors that stand for a process, of which Bun itself holds one for each child. */
const openPidfds = () =>
  readdirSync("/proc/self/fd").filter((fd) => linkTarget(`/proc/self/fd/${fd}`).includes("pidfd")).length;

function linkTarget(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return ""; // it was closed while we looked
  }
}

describe("createDeathWatch", () => {
  test("tells each of 200 deaths once, within milliseconds", async () => {
    const deaths = createDeathWatch();
    const children = await Promise.all(Array.from({ length: 200 }, () => startChild()));
    const told = children.map(() => 0);
    const latencies: number[] = [];
    let killedAt = 0;
    for (const [i, { identity }] of children.entries()) {
      deaths.watch(identity, () => {
        told[i] = (told[i] ?? 0) + 1;
        latencies.push(performance.now() - killedAt);
      });
    }
    for (const [i, { identity }] of children.entries()) {
      killedAt = performance.now();
      await signalProcess(identity, "SIGKILL");
      await until(`death ${i} is told`, () => latencies.length > i);
    }
    await Promise.all(children.map((child) => child.kill()));
    await deaths.close();
    expect(told).toEqual(children.map(() => 1));
    const [p50 = 0, p99 = 0] = [100, 197].map((i) => latencies.toSorted((a, b) => a - b)[i]);
    console.log(`death told after ${p50.toFixed(2)} ms (p50), ${p99.toFixed(2)} ms (p99)`);
    if (onLinux) expect(p50).toBeLessThan(50);
  }, 20_000);

  test("tells 200 deaths in one burst", async () => {
    const deaths = createDeathWatch();
    const children = await Promise.all(Array.from({ length: 200 }, () => startChild()));
    const told: number[] = [];
    for (const { identity } of children) deaths.watch(identity, () => told.push(identity.pid));
    await Promise.all(children.map((child) => child.kill()));
    await until("all are told", () => told.length >= children.length);
    await deaths.close();
    expect(told.toSorted()).toEqual(children.map(({ identity }) => identity.pid).toSorted());
  });

  test("tells what is dead already, but not before watch has returned", async () => {
    const deaths = createDeathWatch();
    await using child = await startChild();
    await using zombie = await startZombie();
    await child.kill();
    const self = await identityOfPid(process.pid);
    const told: string[] = [];
    deaths.watch(child.identity, () => told.push("gone"));
    deaths.watch({ pid: zombie.pid, startTime: "" }, () => told.push("zombie"));
    deaths.watch({ ...self, startTime: `${self.startTime}0` }, () => told.push("reused"));
    expect(told).toEqual([]);
    await until("three deaths are told", () => told.length === 3);
    await deaths.close();
    expect(told.toSorted()).toEqual(["gone", "reused", "zombie"]);
  });

  test("tells every watcher of one process", async () => {
    const deaths = createDeathWatch();
    await using child = await startChild();
    let told = 0;
    for (let i = 0; i < 3; i++) deaths.watch(child.identity, () => told++);
    await child.kill();
    await until("all are told", () => told === 3);
    await deaths.close();
  });

  test("says nothing after unwatch", async () => {
    const deaths = createDeathWatch();
    await using child = await startChild();
    const told: string[] = [];
    const unwatch = deaths.watch(child.identity, () => told.push("first"));
    deaths.watch(child.identity, () => told.push("second"));
    unwatch();
    unwatch();
    await child.kill();
    await until("the second is told", () => told.length > 0);
    await deaths.close();
    expect(told).toEqual(["second"]);
  });

  test("can be closed twice, at once and while it watches, and is silent then", async () => {
    const deaths = createDeathWatch();
    await using child = await startChild();
    const told: string[] = [];
    deaths.watch(child.identity, () => told.push("late"));
    await Promise.all([deaths.close(), deaths.close()]);
    await child.kill();
    const witness = createDeathWatch();
    const { promise, resolve } = Promise.withResolvers<void>();
    witness.watch(child.identity, resolve);
    await promise;
    await witness.close();
    expect(told).toEqual([]);
  });

  test.skipIf(!onLinux)(
    "holds one descriptor per watch and gives all back, by unwatch, death and close",
    async () => {
      await using child = await startChild();
      const before = openPidfds();
      const deaths = createDeathWatch();
      const unwatch = Array.from({ length: 50 }, () => deaths.watch(child.identity, () => {}));
      expect(openPidfds()).toBe(before + 50);
      for (const stop of unwatch) stop();
      expect(openPidfds()).toBe(before);

      await using mortal = await startChild();
      const { promise, resolve } = Promise.withResolvers<void>();
      deaths.watch(mortal.identity, resolve);
      await mortal.kill();
      await promise;
      await until("the one of the dead is closed", () => openPidfds() === before);

      deaths.watch(child.identity, () => {});
      await deaths.close();
      expect(openPidfds()).toBe(before);
    },
  );

  test.skipIf(!onLinux)("costs no processor time while 500 watched processes live", async () => {
    const program = Bun.spawn([process.execPath, join(import.meta.dir, "programs/idle-watch.ts")]);
    const { cpuMsPerSecond } = await program.stdout.json();
    console.log(`500 watches: ${cpuMsPerSecond} ms of processor time a second`);
    expect(cpuMsPerSecond).toBeLessThan(10);
  });

  test("does not keep a daemon from ending by an error or a signal", async () => {
    const watch = `
      const { createDeathWatch } = await import(${JSON.stringify(join(import.meta.dir, "../../src/process/death-watch.ts"))});
      createDeathWatch();
      setInterval(() => {}, 1000);
      setTimeout(() => { ACT }, 50);`;
    const run = (act: string) =>
      Bun.spawn([process.execPath, "-e", watch.replace("ACT", act)], { stderr: "ignore" }).exited;
    expect(await run("throw new Error('defect')")).toBe(1);
    expect(await run("process.exit(7)")).toBe(7);
    expect(await run("process.kill(process.pid, 'SIGTERM')")).toBe(143);
  });
});
