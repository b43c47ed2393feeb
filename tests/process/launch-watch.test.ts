import { describe, expect, test } from "bun:test";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemCode } from "../../src/errors.ts";
import { removeLaunch } from "../../src/process/launch.ts";
import { createLaunchWatch, type LaunchWatch } from "../../src/process/launch-watch.ts";
import { tempFolder } from "../support/temp.ts";
import { until } from "../support/wait.ts";
import { testLaunches } from "./launching.ts";

/** Writes a file the way a launch does. */
function put(folder: string, name: string, text: string): void {
  writeFileSync(join(folder, `${name}.tmp`), text);
  renameSync(join(folder, `${name}.tmp`), join(folder, name));
}

function record(
  folder: string,
  onTold = () => {},
): { watch: LaunchWatch; told: string[]; failures: Error[] } {
  const told: string[] = [];
  const failures: Error[] = [];
  const tell = (text: string) => {
    told.push(text);
    onTold();
  };
  const watch = createLaunchWatch(folder, {
    started: (id, { pid, startTime }) => tell(`${id} started ${pid} ${startTime}`),
    exited: (id, code) => tell(`${id} exited ${code}`),
    failed: (error) => failures.push(error),
  });
  return { watch, told, failures };
}

describe("createLaunchWatch", () => {
  test("tells start and end of a real launch, in this order", async () => {
    await using launches = testLaunches();
    const { watch, told } = record(launches.launches);
    await launches.launch("a", { shell: "exit 3" });
    const { pid, startTime } = await launches.agent("a");
    await until("the end is told", () => told.length === 2);
    watch.close();
    expect(told).toEqual([`a started ${pid} ${startTime}`, "a exited 3"]);
  });

  test("tells what was there before it, each thing once, after it has returned", async () => {
    using folder = tempFolder();
    put(folder.path, "a.started", "12 x@y\n");
    put(folder.path, "a.exited", "3\n");
    put(folder.path, "b.started", "13 x@y\n");
    const { watch, told } = record(folder.path);
    expect(told).toEqual([]);
    await until("all are told", () => told.length === 3);
    watch.sweep();
    watch.sweep();
    put(folder.path, "witness.exited", "0\n");
    await until("the witness is told", () => told.includes("witness exited 0"));
    watch.close();
    expect(told.toSorted()).toEqual([
      "a exited 3",
      "a started 12 x@y",
      "b started 13 x@y",
      "witness exited 0",
    ]);
    expect(told.indexOf("a started 12 x@y")).toBeLessThan(told.indexOf("a exited 3"));
  });

  test("loses nothing that appears while it begins", async () => {
    for (let i = 0; i < 20; i++) {
      using folder = tempFolder();
      put(folder.path, "before.exited", "1\n");
      const { watch, told } = record(folder.path);
      put(folder.path, "between.exited", "2\n");
      await Promise.resolve();
      put(folder.path, "after.exited", "3\n");
      await until("all are told", () => told.length === 3);
      watch.close();
      expect(told.toSorted()).toEqual(["after exited 3", "before exited 1", "between exited 2"]);
    }
  });

  test("tells the start first when its event was dropped", async () => {
    using folder = tempFolder();
    const { watch, told } = record(folder.path);
    await Promise.resolve();
    put(folder.path, "a.started", "12 x@y\n");
    put(folder.path, "a.exited", "0\n");
    watch.sweep();
    expect(told).toEqual(["a started 12 x@y", "a exited 0"]);
    watch.close();
  });

  test("forgets a removed launch, so that the same id counts anew", async () => {
    using folder = tempFolder();
    const { watch, told } = record(folder.path, () => removeLaunch(folder.path, "a"));
    for (let i = 1; i <= 3; i++) {
      put(folder.path, "a.exited", `${i}\n`);
      await until(`end ${i} is told`, () => told.length === i);
      watch.sweep();
    }
    watch.close();
    expect(told).toEqual(["a exited 1", "a exited 2", "a exited 3"]);
  });

  test("passes over files that are not of a launch", async () => {
    using folder = tempFolder();
    const { watch, told } = record(folder.path);
    for (const name of ["README", ".exited", "a b.exited", "..exited", "a.exited.bak"])
      put(folder.path, name, "0\n");
    put(folder.path, "good.exited", "0\n");
    await until("the good one is told", () => told.length > 0);
    watch.sweep();
    watch.close();
    expect(told).toEqual(["good exited 0"]);
  });

  test("is silent after close", async () => {
    using folder = tempFolder();
    const { watch, told } = record(folder.path);
    watch.close();
    put(folder.path, "a.exited", "0\n");
    watch.sweep();
    const witness = record(folder.path);
    await until("another watch tells it", () => witness.told.length === 1);
    witness.watch.close();
    expect(told).toEqual([]);
  });

  test("tells an end within milliseconds", async () => {
    using folder = tempFolder();
    let toldAt = 0;
    const { watch, told } = record(folder.path, () => {
      toldAt = performance.now();
    });
    const latencies: number[] = [];
    for (let i = 0; i < 100; i++) {
      const writtenAt = performance.now();
      put(folder.path, `s${i}.exited`, "0\n");
      await until(`end ${i} is told`, () => told.length === i + 1);
      latencies.push(toldAt - writtenAt);
    }
    watch.close();
    const [p50 = 0, p99 = 0] = [50, 98].map((i) => latencies.toSorted((a, b) => a - b)[i]);
    console.log(`end told after ${p50.toFixed(2)} ms (p50), ${p99.toFixed(2)} ms (p99)`);
    expect(p50).toBeLessThan(50);
  });

  test("reports a folder that was removed, and what cannot be read, instead of failing", async () => {
    using folder = tempFolder();
    const path = join(folder.path, "launches");
    const { watch, told, failures } = record(path);
    mkdirSync(join(path, "a.exited"));
    watch.sweep();
    expect(failures.map(systemCode)).toEqual(["EISDIR"]);
    rmSync(path, { recursive: true });
    watch.sweep();
    watch.close();
    expect(failures.map(systemCode)).toContain("ENOENT");
    expect(told).toEqual([]);
  });
});
