import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SessionView } from "../../../src/api/contract/session.ts";
import { isAlive, type TestProject } from "../../support/daemon.ts";
import { HandStartedAgents } from "../../support/hand-started.ts";
import { until } from "../../support/wait.ts";

describe("agents that a person started", () => {
  let agents: HandStartedAgents;
  let project: TestProject;

  beforeAll(async () => {
    agents = await HandStartedAgents.start();
    project = agents.project;
    mkdirSync(join(project.repository.path, "src"));
  });
  afterAll(() => agents?.[Symbol.asyncDispose]());

  const settled = (key: string, what: string, fits: (session: SessionView) => boolean) =>
    until(`${key} ${what}`, async () => {
      const session = await project.client.session(key).catch(() => undefined);
      return session && fits(session) ? session : undefined;
    });
  const isUp = (session: SessionView) => session.state === "working";
  const hasEnded = (session: SessionView) => session.endedAt !== null;

  test("go on as sessions in the same folder, with a task, and nothing of that folder is touched at their end", async () => {
    const { client, repository } = project;
    const where = join(repository.path, "src");
    using agent = await agents.begin(where);
    repository.write("src/draft", "mine\n");
    const task = await client.work.createTask({ title: "Finish the draft" });
    const { session: key } = await client.adopt({
      target: { pid: agent.shell },
      conversation: agent.conversation,
      name: "mine",
      task: task.key,
    });
    const session = await settled(key ?? "", "has come up", isUp);
    expect(session).toMatchObject({
      name: "mine",
      adopted: true,
      worktree: repository.path,
      branch: "main",
      task: { key: task.key },
      holdsTask: true,
    });
    expect(isAlive(agent.pid)).toBe(false);
    expect(isAlive(agent.shell)).toBe(true);
    const now = await until("its agent has said where it is", () => agents.running(agent.conversation));
    expect(now).toMatchObject({ pid: session.pid, cwd: where });
    expect(repository.git("show", `refs/overstory/wip/${key}/1:src/draft`)).toBe("mine");

    await client.stopSession(session.key, false);
    await settled(session.key, "has ended", hasEnded);
    expect(await client.work.task(task.key)).toMatchObject({ status: "todo" });
    expect(existsSync(join(where, "draft"))).toBe(true);
    expect(repository.git("branch", "--show-current")).toBe("main");
  }, 40_000);

  test("whose conversation cannot be gone on with leave the line with which a person tries by hand", async () => {
    const { client } = project;
    using agent = await agents.begin(project.repository.path);
    const target = { pid: agent.pid };
    const plan = await client.adopt({ target });
    await Bun.file(agent.transcript).delete();
    // Known by its process alone: that its file is gone is only found out by the one that goes on.
    const refused = await client.adopt({ target }).catch((error) => error);
    expect(refused).toMatchObject({ message: expect.stringContaining("nothing was said to claude") });
    writeFileSync(agent.transcript, "");
    const { session } = await client.adopt({ target, conversation: plan.conversation });
    rmSync(agent.transcript);
    const ended = await settled(session ?? "", "has ended", hasEnded);
    expect(ended.outcome).toBe("failed");
    expect(ended.reason).toContain(
      `cd '${project.repository.path}' && ${agents.program} --resume ${agent.conversation}`,
    );
  }, 40_000);

  test("are refused where they are not this project's, not agents at all, or another by now", async () => {
    const { client } = project;
    using elsewhere = await agents.begin(agents.folder);
    await expect(client.adopt({ target: { pid: elsewhere.pid } })).rejects.toMatchObject({
      message: expect.stringContaining("no work tree of this repository"),
    });
    await expect(client.adopt({ target: { pid: process.pid } })).rejects.toMatchObject({ code: "conflict" });
    const sleep = Bun.spawn(["sleep", "1000"]);
    await expect(client.adopt({ target: { pid: sleep.pid } })).rejects.toMatchObject({ code: "not_found" });
    sleep.kill();
    await expect(client.adopt({ target: { conversation: crypto.randomUUID() } })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(client.adopt({ target: { pid: 2 }, runtime: "shell" })).rejects.toMatchObject({
      code: "usage",
    });
    using agent = await agents.begin(project.repository.path);
    const other = { target: { pid: agent.pid }, conversation: "another" };
    await expect(client.adopt(other)).rejects.toMatchObject({
      message: expect.stringContaining("has another conversation by now"),
    });
    expect(isAlive(agent.pid)).toBe(true);
  }, 40_000);

  test("are taken over once, whatever happens to the daemon meanwhile", async () => {
    const { client } = project;
    using agent = await agents.begin(project.repository.path);
    const { session: key } = await client.adopt({
      target: { conversation: agent.conversation },
      conversation: agent.conversation,
      name: "survivor",
    });
    await project.killDaemon();
    await project.startDaemon();
    const session = await settled(key ?? "", "has come up", isUp);
    expect(isAlive(agent.pid)).toBe(false);
    const told = (await project.events()).filter(
      ({ kind, session: of }) => kind === "session.spawned" && of === session.key,
    );
    expect(told).toHaveLength(1);
    await expect(client.adopt({ target: { conversation: agent.conversation } })).rejects.toMatchObject({
      message: expect.stringContaining(`the agent of ${key} already`),
    });
  }, 60_000);
});
