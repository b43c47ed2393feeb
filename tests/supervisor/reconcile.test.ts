import { expect, test } from "bun:test";
import { isAlive, TestProject } from "../support/daemon.ts";
import { until } from "../support/wait.ts";

const commit = (file: string) => `echo ${file} > ${file}; git add ${file}; git commit -qm ${file}`;

test("a stopped daemon leaves its agents running, and the next one adopts them", async () => {
  await using project = await TestProject.start();
  const go = `${project.repository.folder}/go`;
  const { key } = await project.run({
    tasks: [{ id: "a", command: `until [ -f ${go} ]; do sleep 0.02; done; ${commit("f")}` }],
  });
  const before = await project.agentRuns(key, "a");
  await project.stopDaemon();
  expect(isAlive(before.pid)).toBe(true);
  await project.startDaemon();
  expect(await project.agentRuns(key, "a")).toMatchObject({ key: before.key, pid: before.pid });
  await Bun.write(go, "");
  const run = await project.runEnded(key);
  expect(run.tasks[0]).toMatchObject({ status: "complete", sessions: [before.key] });
});

test("what ended while no daemon ran is settled by how it ended", async () => {
  await using project = await TestProject.start();
  const { key } = await project.run({
    tasks: [
      { id: "good", command: `sleep 0.3; ${commit("f")}` },
      { id: "bad", command: "sleep 0.3; exit 7", restart: "temporary" },
    ],
  });
  const [good, bad] = [await project.agentRuns(key, "good"), await project.agentRuns(key, "bad")];
  await project.killDaemon();
  await until("both have ended", () => !isAlive(good.pid) && !isAlive(bad.pid));
  await project.startDaemon();
  const run = await project.runEnded(key);
  expect(run.tasks.map(({ status, sessions }) => [status, sessions.length])).toEqual([
    ["complete", 1],
    ["blocked", 1],
  ]);
  expect(run.tasks[1]?.stopReason).toStartWith("exited with 7");
});

test("sessions whose tmux server went down with the daemon are told as lost, and done again", async () => {
  await using project = await TestProject.start();
  const command = `if [ $OVERSTORY_ATTEMPT = 1 ]; then sleep 1000; fi; ${commit("f")}`;
  const { key } = await project.run({
    tasks: [{ id: "a", command, restart: { type: "transient", max: 1, backoff: "10ms" } }],
  });
  const first = await project.agentRuns(key, "a");
  await project.killDaemon();
  process.kill(Number(project.tmux("display-message", "-p", "#{pid}")), "SIGKILL");
  await until("the agent has gone with its terminal", () => !isAlive(first.pid));
  await project.startDaemon();
  const run = await project.runEnded(key);
  expect(run.status).toBe("completed");
  expect(run.tasks[0]?.sessions).toHaveLength(2);
});

test("while tmux hangs nothing is concluded: the daemon starts and answers, and goes on when tmux does", async () => {
  await using project = await TestProject.start();
  const { key } = await project.run({ tasks: [{ id: "a", command: "sleep 1000" }] });
  const before = await project.agentRuns(key, "a");
  const server = Number(project.tmux("display-message", "-p", "#{pid}"));
  await project.killDaemon();
  process.kill(server, "SIGSTOP");
  try {
    await project.startDaemon();
    expect(await project.client.session(before.key)).toMatchObject({ state: "working", pid: before.pid });
    await project.told("daemon.warning");
    expect(await project.client.session(before.key)).toMatchObject({ state: "working", exitCode: null });
  } finally {
    process.kill(server, "SIGCONT");
  }
  await project.client.stopRun(key, true);
  const run = await project.runEnded(key);
  expect(run.tasks[0]).toMatchObject({ status: "aborted", sessions: [before.key] });
}, 40_000);
