import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { overstory } from "../cli/support/cli.ts";
import { turns } from "../model-server/script.ts";
import { describeAgent } from "../support/agent-clis.ts";
import { AgentProject } from "../support/agent-project.ts";
import { until } from "../support/wait.ts";
import { commitsFile, fileOf, writesFiles } from "./script.ts";

const WITHIN_MS = 60_000;

describeAgent("codex", "a task", () => {
  test("is carried out by tool calls and merged, and the person's configuration stays as it was", async () => {
    await using agents = await AgentProject.start("codex", { script: writesFiles });
    const { project, home, server } = agents;
    const configuration = join(home.path, ".codex/config.toml");
    const before = readFileSync(configuration, "utf8");

    const { key } = await agents.run({ hello: "Write hello.txt" });
    const run = await agents.runEnded(key, WITHIN_MS);

    expect(run.tasks.map(({ status, stopReason }) => ({ status, stopReason }))).toEqual([
      { status: "complete", stopReason: null },
    ]);
    expect(project.repository.git("show", `${run.targetBranch ?? ""}:hello.txt`)).toBe("hello");
    expect(new Set(server.work.map(fileOf))).toEqual(new Set(["hello"]));
    // Codex itself notes there which of its news it has shown.
    const after = readFileSync(configuration, "utf8");
    expect(after).toStartWith(before);
    expect(after.slice(before.length)).not.toMatch(/hooks|projects|sandbox|approval/);
  }, 90_000);

  test("is carried out without a screen as well", async () => {
    await using agents = await AgentProject.start("codex", {
      script: writesFiles,
      config: { runtimes: { codex: { mode: "headless" } } },
    });
    const { key } = await agents.run({ hello: "Write hello.txt" });
    const run = await agents.runEnded(key, WITHIN_MS);
    expect(run.tasks.map(({ status }) => status)).toEqual(["complete"]);
    expect(agents.server.work[0]?.headers.get("originator")).toBe("codex_exec");
  }, 90_000);

  test("is committed from within the sandbox, after a permission that is given from outside", async () => {
    const outside = {
      cmd: "true",
      sandbox_permissions: "require_escalated",
      justification: "May I leave it?",
    };
    await using agents = await AgentProject.start("codex", {
      script: turns({ tools: [{ raw: { name: "exec_command", input: outside } }] }, commitsFile("asked"), {
        text: "Done.",
      }),
      config: { runtimes: { codex: { permissions: "edit" } } },
    });
    const { project } = agents;
    const { key } = await agents.run({ asked: "Write asked.txt" });
    const asking = await agents.sessionIs(
      "asked",
      "asks",
      ({ attention }) => attention === "permission",
      WITHIN_MS,
    );
    expect(asking.attentionReason).toContain("true");

    const answered = await overstory(project.repository.path, "answer", asking.key, "allow");
    expect(answered).toMatchObject({ exitCode: 0 });
    const run = await agents.runEnded(key, WITHIN_MS);
    expect(run.status).toBe("completed");
  }, 150_000);

  test("goes on in the same conversation after its agent was killed", async () => {
    await using agents = await AgentProject.start("codex", {
      script: turns({ tools: [{ bash: "sleep 300" }] }, commitsFile("again"), { text: "Done." }),
    });
    const { server } = agents;
    const { key } = await agents.run({ again: "Write again.txt" });
    const first = await server.waitFor(() => true, WITHIN_MS);
    const { pid } = await until("its call runs", async () => {
      const session = await agents.session("again");
      const told = await agents.events(session.key);
      return told.some(({ kind }) => kind === "session.turn_began") ? session : undefined;
    });
    process.kill(pid ?? 0, "SIGKILL");

    const run = await agents.runEnded(key, WITHIN_MS);
    expect(run.status).toBe("completed");
    expect(new Set(server.work.map(({ conversation }) => conversation))).toEqual(
      new Set([first.conversation]),
    );
  }, 150_000);

  test("waits for a login when its key is refused, which its screen alone tells", async () => {
    const noRetries = ["request_max_retries", "stream_max_retries"].flatMap((limit) => [
      "-c",
      `model_providers.stub.${limit}=0`,
    ]);
    await using agents = await AgentProject.start("codex", {
      script: () => ({ status: 401, error: "the key is not valid" }),
      config: { runtimes: { codex: { args: noRetries } } },
    });
    await agents.run({ refused: "Write refused.txt" });
    const { attentionReason } = await agents.sessionIs(
      "refused",
      "needs a login",
      ({ attention }) => attention === "auth",
      WITHIN_MS,
    );
    expect(attentionReason).toContain("the key is not valid");
  }, 90_000);
});
