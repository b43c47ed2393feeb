import { expect, test } from "bun:test";
import { join } from "node:path";
import { isAlive, TestProject } from "../support/daemon.ts";
import { until } from "../support/wait.ts";

test("a stopped session is killed politely, its work saved first, its task aborted", async () => {
  await using project = await TestProject.start();
  const { key } = await project.run({ tasks: [{ id: "a", command: "echo x > draft; sleep 1000" }] });
  const session = await project.agentRuns(key, "a");
  await until("the draft is written", () => Bun.file(join(session.worktree ?? "", "draft")).exists());
  await project.client.stopSession(session.key, false);
  const run = await project.runEnded(key);
  expect(run.tasks[0]).toMatchObject({ status: "aborted", stopCode: "operator" });
  expect(await project.client.session(session.key)).toMatchObject({
    state: "completed",
    outcome: "killed",
    stopCause: "operator",
  });
  expect(isAlive(session.pid)).toBe(false);
  expect(project.repository.git("show", `refs/overstory/wip/${session.key}/1:draft`)).toBe("x");
});

test("with force, an agent that ignores every polite signal is gone at once", async () => {
  await using project = await TestProject.start();
  const { key } = await project.run({
    tasks: [{ id: "a", command: "trap '' TERM HUP INT; while :; do sleep 1000; done" }],
  });
  const session = await project.agentRuns(key, "a");
  await project.client.stopSession(session.key, true);
  await project.runEnded(key, 3000);
  expect(isAlive(session.pid)).toBe(false);
});

test("a cancelled run stops its sessions, aborts the rest and ends cancelled", async () => {
  await using project = await TestProject.start();
  const { key } = await project.run(
    {
      tasks: [
        { id: "a", command: "sleep 1000" },
        { id: "b", command: "sleep 1000" },
        { id: "c", command: "true", dependsOn: ["a"] },
      ],
    },
    { maxAgents: 1 },
  );
  const session = await project.agentRuns(key, "a");
  await project.client.stopRun(key, false);
  const run = await project.runEnded(key);
  expect(run.status).toBe("cancelled");
  expect(run.tasks.map(({ status, stopCode }) => [status, stopCode])).toEqual(
    Array(3).fill(["aborted", "run_cancelled"]),
  );
  expect(isAlive(session.pid)).toBe(false);
});

test("stopping what has ended is refused and says how it ended", async () => {
  await using project = await TestProject.start();
  const { key } = await project.run({ tasks: [{ id: "a", command: "true" }] });
  await project.runEnded(key);
  expect(project.client.stopSession("SESSION-001", false)).rejects.toThrow(
    "SESSION-001 has ended: it is completed",
  );
  expect(project.client.stopRun(key, false)).rejects.toThrow("RUN-001 has ended: it is completed");
  expect(project.client.stopSession("SESSION-099", false)).rejects.toThrow(
    'there is no session "SESSION-099"',
  );
});

test("what overstory did not start is not stopped by it, and stays as it is", async () => {
  await using project = await TestProject.start();
  const { key } = await project.client.work.startSession({ name: "me" });
  expect(project.client.stopSession(key, true)).rejects.toThrow(
    "SESSION-001 was not started by overstory; there is nothing to stop",
  );
  expect(await project.client.session(key)).toMatchObject({ state: "working", stopCause: null });
});
