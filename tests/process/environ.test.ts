import { expect, test } from "bun:test";
import { pidsWithEnvironment } from "../../src/process/environ.ts";
import { startChild } from "./child.ts";

test("finds the processes that were started with exactly this variable", async () => {
  await using first = await startChild(["sleep", "60"], { ...process.env, MARK: "one" });
  await using second = await startChild(["sleep", "60"], { ...process.env, MARK: "one more" });
  await using third = await startChild(["sleep", "60"], { ...process.env, ANOTHER_MARK: "one" });
  const pids = [first, second, third].map(({ identity }) => identity.pid);
  expect([...(await pidsWithEnvironment("MARK=one", pids))]).toEqual([first.identity.pid]);
});

test("passes over a process that has ended", async () => {
  await using child = await startChild(["sleep", "60"], { ...process.env, MARK: "one" });
  await child.kill();
  expect((await pidsWithEnvironment("MARK=one", [child.identity.pid])).size).toBe(0);
});
