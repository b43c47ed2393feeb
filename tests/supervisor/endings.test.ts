import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, TestProject } from "../support/daemon.ts";
import { until } from "../support/wait.ts";

const QUICK = { type: "transient", max: 1, backoff: "10ms" };
const commit = (file: string) => `echo ${file} > ${file}; git add ${file}; git commit -qm ${file}`;
/** Works for ever at the first attempt, and does its work at the next. */
const secondTime = (work: string) => `if [ $OVERSTORY_ATTEMPT = 1 ]; then sleep 1000; fi; ${work}`;

test("an agent killed with SIGKILL has failed with 137, is restarted in its worktree, and the task is done", async () => {
  await using project = await TestProject.start();
  const { key } = await project.run({
    tasks: [{ id: "a", command: secondTime(commit("f")), restart: QUICK }],
  });
  const first = await project.agentRuns(key, "a");
  process.kill(first.pid, "SIGKILL");
  const run = await project.runEnded(key);
  expect(run.status).toBe("completed");
  const ended = await project.client.session(first.key);
  expect(ended).toMatchObject({
    state: "completed",
    outcome: "failed",
    exitCode: 137,
    reason: "exited with 137 (SIGKILL)",
  });
  const second = await project.client.session(run.tasks[0]?.sessions[1] ?? "");
  expect(second).toMatchObject({
    attempt: 2,
    predecessor: first.key,
    worktree: first.worktree,
    outcome: "success",
  });
});

test("an agent that dies at once is quarantined by the policy's numbers, also when the daemon dies after each death", async () => {
  await using project = await TestProject.start();
  const restart = { type: "transient", max: 2, within: "10m", backoff: "200ms" };
  const { key } = await project.run({ tasks: [{ id: "a", command: "exit 3", restart }] });
  for (const session of ["SESSION-001", "SESSION-002"]) {
    await project.told("session.completed", (event) => event.session === session);
    await project.killDaemon();
    await project.startDaemon();
  }
  const [task] = (await project.runEnded(key)).tasks;
  expect(task).toMatchObject({
    status: "blocked",
    stopCode: "quarantined",
    stopReason: "exited with 3; died 3 times within 10m",
    sessions: ["SESSION-001", "SESSION-002", "SESSION-003"],
  });
}, 60_000);

test("a successor knows whose work it goes on with", async () => {
  await using project = await TestProject.start();
  const notes = join(project.repository.folder, "notes");
  const command = `echo "[$OVERSTORY_PREDECESSOR]" >> ${notes}; exit 1`;
  const { key } = await project.run({ tasks: [{ id: "a", command, restart: QUICK }] });
  await project.runEnded(key);
  expect(readFileSync(notes, "utf8")).toBe("[]\n[SESSION-001]\n");
});

test("a launcher killed with SIGKILL leaves a zombie that says so, nothing of the agent, and its work saved", async () => {
  await using project = await TestProject.start();
  const command = secondTime(commit("f")).replace("sleep 1000", "echo precious > draft; sleep 1000");
  const { key } = await project.run({ tasks: [{ id: "a", command, restart: QUICK }] });
  const first = await project.agentRuns(key, "a");
  await until("the draft is written", () => Bun.file(join(first.worktree ?? "", "draft")).exists());
  const leader = Number(
    project
      .tmux("list-panes", "-a", "-F", "#{pane_pid} #{@overstory_nonce}")
      .split("\n")
      .find((row) => row.includes("-"))
      ?.split(" ")[0],
  );
  process.kill(leader, "SIGKILL");
  const run = await project.runEnded(key);
  expect(run.status).toBe("failed"); // the draft is still there at the second attempt, uncommitted
  const ended = await project.client.session(first.key);
  expect(ended).toMatchObject({ state: "zombie", outcome: null });
  expect(ended.reason).toStartWith("its launcher was killed (137 (SIGKILL))");
  expect(isAlive(first.pid)).toBe(false);
  expect(project.repository.git("show", `refs/overstory/wip/${first.key}/1:draft`)).toBe("precious");
});

test("a killed child of an agent is the agent's affair", async () => {
  await using project = await TestProject.start();
  const command = `sleep 1000 & echo $! > ${project.repository.folder}/child; wait $!; ${commit("f")}`;
  const { key } = await project.run({ tasks: [{ id: "a", command }] });
  const child = Number(
    await until("the child runs", () => readIfThere(join(project.repository.folder, "child"))),
  );
  process.kill(child, "SIGKILL");
  const run = await project.runEnded(key);
  expect(run.tasks[0]).toMatchObject({ status: "complete", sessions: ["SESSION-001"] });
});

test("an exit with uncommitted work is unverified, and the work is saved under a ref", async () => {
  await using project = await TestProject.start();
  const { key } = await project.run({ tasks: [{ id: "a", command: "echo x > new; echo y >> README.md" }] });
  const run = await project.runEnded(key);
  expect(run.tasks[0]).toMatchObject({ status: "blocked", stopCode: "unverified" });
  expect(await project.client.session("SESSION-001")).toMatchObject({
    outcome: "unverified",
    state: "completed",
  });
  expect(run.tasks[0]?.stopReason).toBe(
    "exited with 0, but left 2 files uncommitted; saved as refs/overstory/wip/SESSION-001/1",
  );
  expect(project.repository.git("show", "refs/overstory/wip/SESSION-001/1:new")).toBe("x");
});

test("with autoCommit, what an agent leaves uncommitted is committed and merged", async () => {
  await using project = await TestProject.start();
  const { key } = await project.run({
    tasks: [{ id: "a", title: "Write it", command: "echo x > new", autoCommit: true }],
  });
  const run = await project.runEnded(key);
  expect(run.status).toBe("completed");
  expect(project.repository.git("log", "-1", "--format=%s", "overstory/run-001^2")).toBe("Write it");
});

test("what an agent leaves running is ended with its session", async () => {
  await using project = await TestProject.start();
  const pidFile = join(project.repository.folder, "straggler");
  const { key } = await project.run({
    tasks: [{ id: "a", command: `(setsid sleep 1000 & echo $! > ${pidFile}); exit 0` }],
  });
  await project.runEnded(key);
  const straggler = Number(readFileSync(pidFile, "utf8"));
  expect(isAlive(straggler)).toBe(false);
});

test("a command that does not exist has failed with 127, and its last words are in the log", async () => {
  await using project = await TestProject.start();
  const { key } = await project.run({
    tasks: [{ id: "a", command: "no-such-command-here", restart: "temporary" }],
  });
  const run = await project.runEnded(key);
  expect(run.tasks[0]?.stopReason).toBe(
    "exited with 127 (command not found); its restart policy is temporary",
  );
  const { logFolder } = await project.client.session("SESSION-001");
  await until("the log is written", () =>
    readIfThere(join(logFolder, "output.log"))?.includes("no-such-command-here"),
  );
});

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8") || undefined;
  } catch {
    return undefined; // not there yet
  }
}
