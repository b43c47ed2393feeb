import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, TestProject } from "../support/daemon.ts";
import { until } from "../support/wait.ts";

const commit = (file: string) => `echo ${file} > ${file}; git add ${file}; git commit -qm ${file}`;
const BREAK_INDEX = "echo broken > $(git rev-parse --git-dir)/index";

test("a session whose work git cannot read is ended after some looks, and keeps nobody else from going on", async () => {
  await using project = await TestProject.start();
  const { key } = await project.run({
    tasks: [
      { id: "bad", command: BREAK_INDEX },
      { id: "good", command: commit("f") },
    ],
  });
  const other = await project.run({ tasks: [{ id: "other", command: commit("g") }] });
  await project.told("session.exited");
  await project.killDaemon();
  await project.startDaemon();
  expect((await project.runEnded(other.key)).status).toBe("completed");
  const run = await project.runEnded(key);
  expect(run.tasks[0]).toMatchObject({ status: "blocked", stopCode: "unverified" });
  expect(run.tasks[0]?.stopReason).toContain("its work cannot be read");
  expect(run.tasks[1]?.status).toBe("complete");
}, 60_000);

test("an agent whose work cannot be saved can be stopped all the same, and that is told", async () => {
  await using project = await TestProject.start();
  const { key } = await project.run({
    tasks: [{ id: "a", command: `${BREAK_INDEX}; touch ${project.repository.folder}/broken; sleep 1000` }],
  });
  const session = await project.agentRuns(key, "a");
  await until("the index is broken", () => Bun.file(`${project.repository.folder}/broken`).exists());
  await project.client.stopSession(session.key, true);
  await until("the agent has ended", () => !isAlive(session.pid));
  expect((await project.told("daemon.warning")).data.message).toContain("could not be saved");
  expect((await project.runEnded(key)).tasks[0]).toMatchObject({ status: "aborted", stopCode: "operator" });
}, 60_000);

test("a session that cannot be started for a reason of the file system ends and says so", async () => {
  await using project = await TestProject.start();
  writeFileSync(project.paths.worktrees, "a file where the folder of worktrees belongs");
  const { key } = await project.run({ tasks: [{ id: "a", command: "true" }] });
  const run = await project.runEnded(key);
  expect(run.tasks[0]).toMatchObject({ status: "blocked", stopCode: "spawn_failed" });
  expect(run.tasks[0]?.stopReason).toContain("could not be started");
});

test("a gate that cannot be launched is tried again, then red", async () => {
  await using project = await TestProject.start();
  const { key } = await project.run({
    tasks: [{ id: "a", command: commit("f"), gates: ["sleep 1", "true"] }],
  });
  await project.told("gate.started");
  rmSync(join(project.paths.worktrees, "run-001", "a"), { recursive: true });
  const run = await project.runEnded(key);
  expect(run.tasks[0]).toMatchObject({ status: "blocked", stopCode: "gate_failed" });
}, 60_000);

test("tasks of the same id in several runs do not stand in each other's way", async () => {
  await using project = await TestProject.start();
  const runs = await Promise.all(
    [1, 2, 3].map(() =>
      project.run({
        tasks: [
          { id: "a", command: commit("f") },
          { id: "a.RUN-002", command: "true" },
        ],
      }),
    ),
  );
  for (const { key } of runs) expect((await project.runEnded(key)).status).toBe("completed");
});

test("a socket that something removed is made again", async () => {
  await using project = await TestProject.start();
  const before = await project.client.daemon();
  rmSync(project.paths.socket);
  expect(
    await until("it answers again", () => project.client.daemon().catch(() => undefined), 15_000),
  ).toMatchObject({ instance: before.instance });
}, 30_000);

test("a timeout does not count the time that a task waits for its turn to start", async () => {
  await using project = await TestProject.start();
  const tasks = Array.from({ length: 24 }, (_, n) => ({
    id: `t${n}`,
    command: "sleep 0.2",
    timeout: "1.5s",
    restart: "temporary",
  }));
  const { key } = await project.run({ tasks }, { maxAgents: 24 });
  expect((await project.runEnded(key)).status).toBe("completed");
}, 60_000);

test("cancelling a run ends the gate that runs", async () => {
  await using project = await TestProject.start();
  const pidFile = join(project.repository.folder, "gate");
  const { key } = await project.run({
    tasks: [{ id: "a", command: commit("f"), gates: [`echo $$ > ${pidFile}; sleep 1000`] }],
  });
  const pid = Number(
    await until("the gate runs", () =>
      Bun.file(pidFile)
        .text()
        .catch(() => ""),
    ),
  );
  await project.client.stopRun(key, false);
  expect(await project.runEnded(key)).toMatchObject({ status: "cancelled", tasks: [{ status: "aborted" }] });
  expect(isAlive(pid)).toBe(false);
});

test("what a gate leaves running is ended with it", async () => {
  await using project = await TestProject.start();
  const pidFile = join(project.repository.folder, "straggler");
  const { key } = await project.run({
    tasks: [{ id: "a", command: commit("f"), gates: [`(setsid sleep 1000 & echo $! > ${pidFile})`] }],
  });
  expect((await project.runEnded(key)).status).toBe("completed");
  expect(isAlive(Number(readFileSync(pidFile, "utf8")))).toBe(false);
});

test("sessions that wait to be started are not started any more once their run is cancelled", async () => {
  await using project = await TestProject.start();
  const notes = join(project.repository.folder, "notes");
  mkdirSync(notes);
  const tasks = Array.from({ length: 30 }, (_, n) => ({
    id: `t${n}`,
    command: `touch ${notes}/${n}; sleep 1000`,
  }));
  const { key } = await project.run({ tasks }, { maxAgents: 30 });
  await project.told("session.booting");
  await project.client.stopRun(key, true);
  const run = await project.runEnded(key);
  expect(run).toMatchObject({ status: "cancelled", counts: { aborted: 30 } });
  expect(Array.from(new Bun.Glob("*").scanSync(notes)).length).toBeLessThan(20);
}, 60_000);

test("a person's stop replaces a stop of our own, so that nothing is done again", async () => {
  await using project = await TestProject.start({ config: 'export default { stopGrace: "3s" };' });
  const { key } = await project.run({
    tasks: [{ id: "a", command: "trap '' TERM HUP; while :; do sleep 0.1; done", timeout: "300ms" }],
  });
  const session = await project.agentRuns(key, "a");
  await project.told("session.stop_requested");
  await project.client.stopSession(session.key, true);
  expect((await project.runEnded(key)).tasks[0]).toMatchObject({
    status: "aborted",
    stopCode: "operator",
    sessions: [session.key],
  });
});

test("a merge into a branch that someone has checked out waits, is told, and is made afterwards", async () => {
  await using project = await TestProject.start();
  const { key } = await project.run({ tasks: [{ id: "a", command: `sleep 0.5; ${commit("f")}` }] });
  project.repository.git("checkout", "-q", "overstory/run-001");
  await project.told("alert.raised");
  const [needed] = (await project.client.status()).attention;
  expect(needed).toMatchObject({
    kind: "merge_held",
    subject: "RUN-001/a",
    message: expect.stringContaining("checked out at"),
  });
  project.repository.git("checkout", "-q", "main");
  expect((await project.runEnded(key)).status).toBe("completed");
}, 60_000);

test("what could not be saved is never said to be saved", async () => {
  await using project = await TestProject.start();
  const { key } = await project.run({
    tasks: [{ id: "a", command: "git init -q inner && cd inner && git commit -q --allow-empty -m x" }],
  });
  const run = await project.runEnded(key);
  expect(run.tasks[0]?.stopReason).toBe("exited with 0, but left 1 file uncommitted; not saved: inner/");
});

test("nothing of a launch stays behind, also when the daemon is killed at its end", async () => {
  await using project = await TestProject.start();
  const { key } = await project.run({ tasks: [{ id: "a", command: "true", gates: ["true"] }] });
  await project.runEnded(key);
  await project.killDaemon();
  writeFileSync(join(project.paths.launches, "0-of-a-session-long-gone.sh"), "export SECRET=1");
  await project.startDaemon();
  await until(
    "the launches are gone",
    () => Array.from(new Bun.Glob("*").scanSync(project.paths.launches)).length === 0,
  );
});
