import { expect, test } from "bun:test";
import { readProcessTable } from "../../src/process/table.ts";
import { startChild, startZombie } from "./child.ts";

test("lists processes with parent, start time and whether they have ended", async () => {
  await using child = await startChild();
  await using zombie = await startZombie();
  const table = await readProcessTable();
  expect(table.get(child.identity.pid)).toMatchObject({ ...child.identity, ppid: process.pid, ended: false });
  expect(table.get(zombie.pid)).toMatchObject({ ppid: zombie.parent.pid, state: "Z", ended: true });
});

test("no longer lists a process that is gone", async () => {
  await using child = await startChild();
  await child.kill();
  expect((await readProcessTable()).has(child.identity.pid)).toBe(false);
});
