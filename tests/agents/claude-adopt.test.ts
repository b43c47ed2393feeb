import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Script, turns, wasTold } from "../model-server/script.ts";
import { agentCli, describeAgent } from "../support/agent-clis.ts";
import { AgentProject } from "../support/agent-project.ts";
import { isAlive } from "../support/daemon.ts";
import { until } from "../support/wait.ts";

const script: Script = (request) =>
  wasTold(request, "Wait for me") && request.turnIndex > 0
    ? { hang: "headers" }
    : turns(
        { text: "I shall remember it.", usage: { input: 10, output: 1 } },
        { text: "It was plum.", usage: { input: 20, output: 2 } },
      )(request);

describeAgent("claude", "an agent that a person started", () => {
  let agents: AgentProject;
  beforeAll(async () => {
    agents = await AgentProject.start("claude", { script });
  }, 60_000);
  afterAll(() => agents?.[Symbol.asyncDispose](), 60_000);

  /** In a shell in a tmux server of the person's own. */
  class Person implements Disposable {
    readonly #socket = join(agents.home.path, `tmux-${crypto.randomUUID().slice(0, 8)}`);

    tmux(...args: string[]): string {
      const { stdout } = Bun.spawnSync(["tmux", "-S", this.#socket, ...args], {
        env: { ...process.env, ...agents.home.env, TMUX: "" },
      });
      return stdout.toString().trim();
    }

    /** Starts the agent in the repository; answers the pid of the pane's shell. */
    start(prompt: string): number {
      const line = `${agentCli("claude")} --permission-mode bypassPermissions '${prompt}'`;
      this.tmux(
        "-f",
        "/dev/null",
        "new-session",
        "-d",
        "-x",
        "120",
        "-y",
        "40",
        "-c",
        agents.project.repository.path,
        "sh",
      );
      this.tmux("send-keys", line, "Enter");
      return Number(this.tmux("display-message", "-p", "#{pane_pid}"));
    }

    screen = () => this.tmux("capture-pane", "-p");

    [Symbol.dispose](): void {
      this.tmux("kill-server");
    }
  }

  const isIdle = (pid: number) =>
    until(
      "its turn is over",
      () => agents.project.client.adopt({ target: { pid } }).catch(() => undefined),
      30_000,
    );

  test("goes on as a session, in its folder, in its conversation, with its uncommitted work saved", async () => {
    using person = new Person();
    const { client, repository } = agents.project;
    const shell = person.start("Remember the word plum.");
    const plan = await isIdle(shell).catch((error) => {
      throw new Error(person.screen(), { cause: error });
    });
    const old = plan.pid ?? 0;
    expect(plan).toMatchObject({ runtime: "claude", folder: repository.path, branch: "main", session: null });
    repository.write("draft.txt", "not committed\n");
    const { session: key } = await client.adopt({ target: { pid: shell }, conversation: plan.conversation });
    const name = "adopted-claude";
    const session = await agents.sessionIs(name, "has come up", ({ state }) => state !== "booting");
    expect(session).toMatchObject({
      key,
      state: "working",
      conversation: plan.conversation,
      adopted: true,
      worktree: repository.path,
      branch: "main",
    });
    expect(isAlive(old)).toBe(false);
    expect(isAlive(shell)).toBe(true);
    expect(repository.git("show", `refs/overstory/wip/${key}/1:draft.txt`)).toBe("not committed");

    await agents.project.told("session.attention", ({ data }) =>
      `${data.reason}`.startsWith("its turn is over"),
    );
    await client.messages.send(session.key, { text: "Which word was it?", requestId: crypto.randomUUID() });
    const request = await agents.server.waitFor((one) => wasTold(one, "Which word was it?"));
    expect(wasTold(request, "Remember the word plum.")).toBe(true);

    const { entries } = await until("the answer is in the transcript", async () => {
      const transcript = await client.transcript(session.key, 10);
      return transcript.entries.some(({ text }) => text === "It was plum.") && transcript;
    });
    expect(entries.map(({ who }) => who)).toEqual(expect.arrayContaining(["user", "agent"]));
    // Of two answers only the one that came after it was taken over is the session's.
    const used = await until("it is counted", async () => (await client.session(session.key)).usage);
    expect(used).toMatchObject({ inputTokens: 20, outputTokens: 2 });

    await client.stopSession(session.key, false);
    await agents.sessionIs(name, "has ended", ({ endedAt }) => endedAt !== null);
    expect(existsSync(join(repository.path, "draft.txt"))).toBe(true);
    expect(repository.git("branch", "--show-current")).toBe("main");
  }, 90_000);

  test("is not taken out of its turn without force, nor twice", async () => {
    using person = new Person();
    const { client } = agents.project;
    const shell = person.start("Remember nothing. Wait for me.");
    await isIdle(shell);
    person.tmux("send-keys", "-l", "Wait for me");
    person.tmux("send-keys", "Enter");
    const refused = await until("it is busy", () =>
      client.adopt({ target: { pid: shell } }).then(
        () => undefined,
        (error) => error,
      ),
    );
    expect(refused).toMatchObject({
      code: "conflict",
      message: expect.stringContaining("in the middle of a turn"),
    });
    const plan = await client.adopt({ target: { pid: shell }, force: true });
    expect(plan.isBusy).toBe(true);
    const { conversation } = plan;
    const taken = { target: { conversation }, conversation, force: true, name: "forced" };
    const { session } = await client.adopt(taken);
    await expect(client.adopt({ ...taken, name: "again" })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining(`the agent of ${session} already`),
    });
    await agents.sessionIs("forced", "has come up", ({ state }) => state === "working");
  }, 90_000);
});
