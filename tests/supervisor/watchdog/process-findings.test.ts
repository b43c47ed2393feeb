import { expect, test } from "bun:test";
import type { ProcessIdentity } from "../../../src/domain/session.ts";
import { SessionProcesses } from "../../../src/process/session-processes.ts";
import { signalProcess } from "../../../src/process/signal.ts";
import { findInProcesses } from "../../../src/supervisor/watchdog/process-findings.ts";
import { startChild } from "../../process/child.ts";
import { testLaunches } from "../../process/launching.ts";
import { until } from "../../support/wait.ts";

const lookAt = async (identity: ProcessIdentity, leader = identity) => {
  const members = await new SessionProcesses().look([{ nonce: "one", known: [leader, identity] }]);
  return findInProcesses(identity, members.get("one") ?? []);
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
  expect((await findInProcesses(identity, [])).process).toBe("alive");
  expect((await findInProcesses({ ...identity, startTime: `${startTime}0` }, [])).process).toBe("dead");
  expect((await findInProcesses({ ...identity, pid: -1 }, [])).process).toEqual({
    unknown: "-1 is not a process id",
  });
  await child.kill();
  expect((await lookAt(identity)).process).toBe("dead");
});
