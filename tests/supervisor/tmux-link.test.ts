import { expect, test } from "bun:test";
import { isAlive, TestProject } from "../support/daemon.ts";
import { until } from "../support/wait.ts";

test("the death of the tmux server is one incident: every session in it is lost, and its task done again", async () => {
  await using project = await TestProject.start();
  const task = (id: string) => ({
    id,
    command: `if [ $OVERSTORY_ATTEMPT = 1 ]; then sleep 1000; fi; echo ${id} > ${id}; git add ${id}; git commit -qm ${id}`,
    restart: { type: "transient", max: 2, backoff: "10ms" },
  });
  const { key } = await project.run({ tasks: [task("a"), task("b"), task("c")] });
  const lost = await Promise.all(["a", "b", "c"].map((id) => project.agentRuns(key, id)));
  process.kill((await project.client.daemon()).tmuxServerPid ?? 0, "SIGKILL");
  const incident = await project.told("tmux.lost");
  expect(incident.data).toMatchObject({ sessions: lost.map(({ key: session }) => session).toSorted() });
  const run = await project.runEnded(key);
  expect(run.status).toBe("completed");
  for (const { key: session, pid } of lost) {
    const ended = await project.client.session(session);
    expect(ended).toMatchObject({ state: "zombie", reason: "its tmux server died" });
    expect(isAlive(pid)).toBe(false);
  }
  expect((await project.events()).filter(({ kind }) => kind === "tmux.lost")).toHaveLength(1);
});

test("control clients that killed daemons left on the server are ended by the next one", async () => {
  await using project = await TestProject.start();
  const { key } = await project.run({ tasks: [{ id: "a", command: "sleep 1000" }] });
  await project.agentRuns(key, "a");
  // As a killed daemon may leave it: attached, with nobody who reads.
  const left = Bun.spawn(["tmux", "-S", project.paths.tmuxSocket, "-C", "attach", "-t", "=_ctl:"], {
    stdin: "pipe",
    stdout: "ignore",
  });
  await until("it is attached", () =>
    project.tmux("list-clients", "-F", "#{client_pid}").includes(String(left.pid)),
  );
  await project.killDaemon();
  await project.startDaemon();
  await until("it has ended", () => left.exitCode !== null || left.signalCode !== null);
});
