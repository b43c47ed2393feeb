import { expect, test } from "bun:test";
import { createDeathPoll } from "../../src/process/death-poll.ts";
import { until } from "../support/wait.ts";
import { identityOfPid, startChild, startZombie } from "./child.ts";

test("tells a death once, within an interval", async () => {
  const poll = createDeathPoll(20);
  await using child = await startChild();
  await using other = await startChild();
  const deaths: string[] = [];
  poll.watch(child.identity, () => deaths.push("child"));
  poll.watch(other.identity, () => deaths.push("other"));
  await child.kill();
  await until("the death is told", () => deaths.length > 0);
  await other.kill();
  await until("the other death is told", () => deaths.length > 1);
  await poll.close();
  expect(deaths).toEqual(["child", "other"]);
});

test("tells at once what is dead already: gone, a zombie, or a pid that has passed to another", async () => {
  const poll = createDeathPoll(3_600_000);
  await using child = await startChild();
  await using zombie = await startZombie();
  await child.kill();
  const self = await identityOfPid(process.pid);
  const deaths: string[] = [];
  poll.watch(child.identity, () => deaths.push("gone"));
  poll.watch({ pid: zombie.pid, startTime: "" }, () => deaths.push("zombie"));
  poll.watch({ ...self, startTime: `${self.startTime}0` }, () => deaths.push("reused"));
  poll.watch(self, () => deaths.push("alive"));
  expect(deaths).toEqual([]);
  await until("three deaths are told", () => deaths.length === 3);
  await poll.close();
  expect(deaths.toSorted()).toEqual(["gone", "reused", "zombie"]);
});

test("says nothing after unwatch and after close", async () => {
  const poll = createDeathPoll(10);
  await using first = await startChild();
  await using second = await startChild();
  await using third = await startChild();
  const deaths: string[] = [];
  poll.watch(first.identity, () => deaths.push("first"))();
  poll.watch(second.identity, () => deaths.push("second"));
  await first.kill();
  await second.kill();
  await until("the second death is told", () => deaths.length > 0);
  poll.watch(third.identity, () => deaths.push("third"));
  poll.watch(first.identity, () => deaths.push("first again"));
  await poll.close();
  poll.watch(first.identity, () => deaths.push("after close"));
  await third.kill();
  const witness = createDeathPoll(10);
  const { promise, resolve } = Promise.withResolvers<void>();
  witness.watch(third.identity, resolve);
  await promise;
  await witness.close();
  expect(deaths).toEqual(["second"]);
});
