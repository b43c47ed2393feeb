import { expect, test } from "bun:test";
import { parsePs, readPs, readPsTable } from "../../src/process/ps.ts";
import { startChild, startZombie } from "./child.ts";

test("reads what ps prints on macOS", () => {
  const text =
    "    1     0     1 Ss     0:02.50 Mon Nov  3 09:12:44 2025    \n  612     1   612 Z+   1-02:00:03 Fri Nov 21 01:53:00 2025\n\n";
  expect(parsePs(text)).toEqual([
    {
      pid: 1,
      ppid: 0,
      pgid: 1,
      sid: null,
      startTime: "Mon Nov  3 09:12:44 2025",
      state: "S",
      ended: false,
      isForeground: false,
      cpuMs: 2500,
    },
    {
      pid: 612,
      ppid: 1,
      pgid: 612,
      sid: null,
      startTime: "Fri Nov 21 01:53:00 2025",
      state: "Z",
      ended: true,
      isForeground: true,
      cpuMs: 93_603_000,
    },
  ]);
});

test("lists this process in the table of the real ps", async () => {
  const row = (await readPsTable()).find(({ pid }) => pid === process.pid);
  expect(row).toMatchObject({ pid: process.pid, ppid: process.ppid, ended: false });
});

test("prints a start date that does not move with the time zone", async () => {
  const before = await readPs(process.pid);
  process.env.TZ = "Pacific/Kiritimati";
  try {
    expect(await readPs(process.pid)).toEqual(before);
  } finally {
    delete process.env.TZ;
  }
});

test("tells an absent process from a zombie", async () => {
  await using zombie = await startZombie();
  await using child = await startChild();
  await child.kill();
  expect(await readPs(zombie.pid)).toMatchObject({ ended: true });
  expect(await readPs(child.identity.pid)).toBe("absent");
});
