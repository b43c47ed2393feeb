import { expect, test } from "bun:test";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, TestProject } from "../support/daemon.ts";
import { until } from "../support/wait.ts";

test("a worktree deleted under an agent ends that agent, and the task is done again in a worktree made anew", async () => {
  await using project = await TestProject.start();
  const work = "echo f > f; git add f; git commit -qm f";
  const { key } = await project.run({
    tasks: [
      {
        id: "a",
        command: `if [ $OVERSTORY_ATTEMPT = 1 ]; then sleep 1000; fi; ${work}`,
        restart: { type: "transient", max: 1, backoff: "10ms" },
      },
    ],
  });
  const first = await project.agentRuns(key, "a");
  rmSync(first.worktree ?? "", { recursive: true });
  const requested = await project.told("session.stop_requested");
  const run = await project.runEnded(key);
  expect(run.status).toBe("completed");
  const ended = await project.client.session(first.key);
  expect(ended).toMatchObject({ state: "completed", outcome: "killed", stopCause: "worktree_lost" });
  const graceMs = 10_000;
  expect(Date.parse(ended.endedAt ?? "") - Date.parse(requested.at)).toBeLessThan(graceMs);
  expect(isAlive(first.pid)).toBe(false);
}, 40_000);

test("a worktree that lost only its .git file gets it back, and the agent works on", async () => {
  await using project = await TestProject.start();
  const go = `${project.repository.folder}/go`;
  const { key } = await project.run({
    tasks: [
      {
        id: "a",
        command: `until [ -f ${go} ]; do sleep 0.05; done; echo f > f; git add f; git commit -qm f`,
      },
    ],
  });
  const session = await project.agentRuns(key, "a");
  const pointer = join(session.worktree ?? "", ".git");
  rmSync(pointer);
  await until("the pointer is back", () => existsSync(pointer), 20_000);
  writeFileSync(go, "");
  expect((await project.runEnded(key)).tasks[0]).toMatchObject({
    status: "complete",
    sessions: [session.key],
  });
}, 40_000);

test("an output log that is no longer written is armed again", async () => {
  await using project = await TestProject.start();
  const go = `${project.repository.folder}/go`;
  const { key } = await project.run({
    tasks: [
      { id: "a", command: `echo before; until [ -f ${go} ]; do sleep 0.05; done; echo after; sleep 1000` },
    ],
  });
  const session = await project.agentRuns(key, "a");
  const output = join(session.logFolder, "output.log");
  await until(
    "the log is written",
    () => existsSync(output) && readFileSync(output, "utf8").includes("before"),
  );
  const isLogged = () =>
    project.tmux("list-panes", "-a", "-F", "#{pane_pipe} #{@overstory_nonce}").includes("1 ");
  const pane = project
    .tmux("list-panes", "-a", "-F", "#{pane_id} #{@overstory_nonce}")
    .split("\n")
    .find((row) => row.includes("-"));
  project.tmux("pipe-pane", "-t", pane?.split(" ")[0] ?? ""); // closes it, as the writer's death does
  expect(isLogged()).toBe(false);
  await until("the log is armed again", isLogged);
  writeFileSync(go, "");
  await until("the log goes on", () => readFileSync(output, "utf8").includes("after"));
});
