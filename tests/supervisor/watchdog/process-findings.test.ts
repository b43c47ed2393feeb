import { expect, test } from "bun:test";
import type { ProcessIdentity } from "../../../src/domain/session.ts";
import { SessionProcesses } from "../../../src/process/session-processes.ts";
import { signalProcess } from "../../../src/process/signal.ts";
import { findInProcesses } from "../../../src/supervisor/watchdog/process-findings.ts";
import { startChild } from "../../process/child.ts";
import { testLaunches } from "../../process/launching.ts";
import { until } from "../../support/wait.ts";

const lookAt = async (identity: ProcessIdentity, leader = identity, isAnimated = false) => {
  const members = await new SessionProcesses().look([{ nonce: "one", known: [leader, identity] }]);
  return findInProcesses(identity, members.get("one") ?? [], isAnimated);
};

test("a stopped agent is stopped, and alive once it goes on", async () => {
  await using child = await startChild();
  expect((await lookAt(child.identity)).process).toBe("alive");
  await signalProcess(child.identity, "SIGSTOP");
  await until("it is stopped", async () => (await lookAt(child.identity)).process === "stopped");
  await signalProcess(child.identity, "SIGCONT");
  await until("it goes on", async () => (await lookAt(child.identity)).process === "alive");
});

test("a stopped shell whose child runs is alive", async () => {
  await using launches = testLaunches();
  const leader = await launches.start("a", { shell: "echo $$; sh -c 'while :; do :; done'; true" });
  const agent = await launches.agent("a");
  const rows = async () =>
    (await new SessionProcesses().look([{ nonce: "one", known: [leader, agent] }])).get("one") ?? [];
  await until("the child runs", async () =>
    (await rows()).some(({ ppid, state }) => ppid === agent.pid && state === "R"),
  );
  await signalProcess(agent, "SIGSTOP");
  await until("the shell is stopped", async () =>
    (await rows()).some(({ pid, state }) => pid === agent.pid && state === "T"),
  );
  expect((await lookAt(agent, leader)).process).toBe("alive");
});

test("an agent is dead only when its very process has ended", async () => {
  await using child = await startChild();
  const { identity } = child;
  const { startTime } = identity;
  expect((await findInProcesses(identity, [], false)).process).toBe("alive");
  expect((await findInProcesses({ ...identity, startTime: `${startTime}0` }, [], false)).process).toBe(
    "dead",
  );
  expect((await findInProcesses({ ...identity, pid: -1 }, [], false)).process).toEqual({
    unknown: "-1 is not a process id",
  });
  await child.kill();
  expect((await lookAt(identity)).process).toBe("dead");
});

test("of an agent whose screen moves by itself only what it has started is at work", async () => {
  const BUSY = "while :; do :; done";
  await using spinning = await startChild(["sh", "-c", BUSY]);
  await until("it spins", async () => (await lookAt(spinning.identity)).isRunning);
  expect(await lookAt(spinning.identity, spinning.identity, true)).toMatchObject({
    process: "alive",
    isRunning: false,
    cpuMs: 0,
    ioBytes: 0,
  });
  await using working = await startChild(["sh", "-c", `sh -c '${BUSY}' & wait`]);
  await until(
    "its tool works",
    async () => (await lookAt(working.identity, working.identity, true)).isRunning,
  );
  const all = await new SessionProcesses().look([{ nonce: "one", known: [working.identity] }]);
  for (const row of all.get("one") ?? []) await signalProcess(row, "SIGKILL");
});
