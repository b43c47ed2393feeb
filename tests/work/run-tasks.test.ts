import { expect, test } from "bun:test";
import { join } from "node:path";
import { Client } from "../../src/api/client.ts";
import { TestProject } from "../support/daemon.ts";
import { until } from "../support/wait.ts";
import { refusal } from "./fixture.ts";

test("a run's task is for its agents, and an abort of it ends the agent and the run", async () => {
  await using project = await TestProject.start();
  const run = await project.run({
    goal: "ship",
    tasks: [{ id: "api", title: "Build it", command: "sleep 600" }],
  });
  const agent = await project.agentRuns(run.key, "api");
  const person = await project.client.work.startSession({ name: "ann" });
  const { work } = new Client(project.paths.socket, { session: person.key });
  const held = await refusal(work.changeTask("api", "claim"));
  expect(held.message).toBe(`task ${run.key}/api is held by ${agent.key}`);
  expect((await refusal(work.changeTask("api", "complete", { summary: "done" }))).hint).toContain(agent.key);

  const aborted = await work.changeTask("api", "abort", { reason: "the plan was wrong" });
  expect([aborted.status, aborted.reason, aborted.session]).toEqual(["aborted", "the plan was wrong", null]);
  expect((await project.runEnded(run.key)).status).toBe("failed");
  const ended = await until("the agent is ended", async () => {
    const session = await project.client.session(agent.key);
    return session.state === "completed" && session;
  });
  expect([ended.outcome, (await work.task("api")).reason]).toEqual(["killed", "the plan was wrong"]);
});

test("a task that an agent took beside its run's is there for others again when the agent ends", async () => {
  await using project = await TestProject.start();
  const { key } = await project.client.work.createTask({ title: "Look at the logs" });
  const program = `${process.execPath} ${join(import.meta.dir, "../../src/main.ts")}`;
  const command = `${program} task block --reason stuck && ${program} task claim ${key} && ${program} phase executing`;
  const run = await project.run({ tasks: [{ id: "api", command }] });
  expect((await project.runEnded(run.key)).tasks[0]).toMatchObject({ status: "blocked" });
  const task = await until("it is given back", async () => {
    const now = await project.client.work.task(key);
    return now.history[0]?.releasedAt && now;
  });
  expect(task).toMatchObject({ status: "todo", reason: "SESSION-001 has ended: exited with 0, 0 commits" });
});
