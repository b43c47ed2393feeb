import { expect, test } from "bun:test";
import { readNonces } from "../../src/process/environ.ts";
import { startChild } from "./child.ts";

const withNonce = (value: string) => ({ ...process.env, OVERSTORY_NONCE: value });

test("finds the processes that were started with exactly this nonce", async () => {
  await using first = await startChild(["sleep", "60"], withNonce("one"));
  await using _second = await startChild(["sleep", "60"], withNonce("one-more"));
  await using _third = await startChild(["sleep", "60"], { ...process.env, ANOTHER_OVERSTORY_NONCE: "one" });
  expect((await readNonces()).get("one")).toEqual([first.identity.pid]);
});

test("passes over a process that has ended", async () => {
  await using child = await startChild(["sleep", "60"], withNonce("one"));
  await child.kill();
  expect((await readNonces()).has("one")).toBe(false);
});
