import { expect, test } from "bun:test";
import type { ProcessIdentity } from "../../src/domain/session.ts";
import { readProcStat } from "../../src/process/proc-stat.ts";
import { isRow } from "../../src/process/process-row.ts";
import { SessionProcesses } from "../../src/process/session-processes.ts";
import { cpuMsOf, isAnyRunning, readIoBytes } from "../../src/process/tree-usage.ts";
import { until } from "../support/wait.ts";
import { startChild } from "./child.ts";

const isLinux = process.platform === "linux";

/** Looks at the tree of one process. */
function looker(identity: ProcessIdentity) {
  const processes = new SessionProcesses();
  return async () => {
    const nonce = "of no one";
    return (await processes.look([{ nonce, known: [identity] }])).get(nonce) ?? [];
  };
}

test("a silent loop uses CPU time and is seen to run", async () => {
  await using child = await startChild(["sh", "-c", "while :; do :; done"]);
  const look = looker(child.identity);
  const before = cpuMsOf(await look());
  await until("its CPU time has moved", async () => cpuMsOf(await look()) >= before + 100);
  await until("it runs", async () => isAnyRunning(await look()));
});

test("a sleeper moves neither CPU time nor IO, and is not seen to run", async () => {
  await using child = await startChild(["sleep", "60"]);
  const look = looker(child.identity);
  await until("it sleeps", async () => !isAnyRunning(await look()));
  const rows = await look();
  const before = { cpuMs: cpuMsOf(rows), io: readIoBytes(rows) };
  for (let looks = 0; looks < 20; looks++) {
    const now = await look();
    expect({ cpuMs: cpuMsOf(now), io: readIoBytes(now) }).toEqual(before);
    expect(isAnyRunning(now)).toBe(false);
  }
});

test("short-lived children count for as long as the parent that waited for them lives", async () => {
  const work = "i=0; while [ $i -lt 3000 ]; do i=$((i+1)); done";
  await using child = await startChild(["sh", "-c", `while :; do sh -c '${work}'; done`]);
  const look = looker(child.identity);
  const readings: number[] = [];
  await until("300 ms of CPU time", async () => {
    readings.push(cpuMsOf(await look()));
    return (readings.at(-1) ?? 0) >= (readings[0] ?? 0) + 300;
  });
  expect(readings).toEqual(readings.toSorted((a, b) => a - b));
});

test.skipIf(!isLinux).each([
  ["reads", "while :; do read line </etc/passwd; done"],
  ["writes", "while :; do echo 0123456789; done"],
])("what a process %s moves its IO", async (_, command) => {
  await using child = await startChild(["sh", "-c", command]);
  const look = looker(child.identity);
  const bytes = async () => {
    const read = readIoBytes(await look());
    if (typeof read !== "number") throw new Error(read.unknown);
    return read;
  };
  // The program itself was read to be loaded.
  const before = await until("it is loaded", async () => (isAnyRunning(await look()) ? bytes() : undefined));
  await until("its IO has moved", async () => (await bytes()) > before + 100_000);
});

test.skipIf(!isLinux || process.getuid?.() === 0)("the IO of another user's process is unknown", () => {
  const init = readProcStat(1);
  expect(isRow(init) && readIoBytes([init])).toEqual({ unknown: expect.stringContaining("/proc/1/io") });
});
