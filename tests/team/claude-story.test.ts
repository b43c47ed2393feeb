import { expect, test } from "bun:test";
import type { GoalRequest } from "../../src/api/contract/goal.ts";
import { describeAgent } from "../support/agent-clis.ts";
import { AgentProject } from "../support/agent-project.ts";
import { until } from "../support/wait.ts";
import { coordinates } from "./story/claude-script.ts";

const startGoal = ({ project }: AgentProject, more: Partial<GoalRequest> = {}) =>
  project.client.team.startGoal({ goal: "two files", ...more, requestId: crypto.randomUUID() });

const filesOf = ({ project }: AgentProject, branch: string | null) =>
  project.repository.git("ls-tree", "--name-only", branch ?? "").split("\n");

describeAgent("claude", "a coordinator", () => {
  test("spawns two workers by its tools, answers the question of one, and says that it is done when both are merged", async () => {
    await using agents = await AgentProject.start("claude", { script: coordinates });
    const { key } = await startGoal(agents);
    const run = await agents.runEnded(key);
    expect(run).toMatchObject({ status: "completed", reason: "2 of 2 tasks complete" });
    expect(filesOf(agents, run.targetBranch)).toEqual(["README.md", "begun.txt", "one.txt", "two.txt"]);
    expect(run.tasks.map(({ sessions }) => sessions.length)).toEqual([1, 1, 1]);
    expect(run.tasks.map(({ summary }) => summary)).toEqual([
      "both files are there",
      "one.txt is written",
      "two.txt is written",
    ]);
    const { client } = agents.project;
    const [coordinator, ...workers] = run.tasks.map(({ sessions }) => sessions[0] ?? "");
    const mails = await client.team.listMail({ run: key, box: "all" });
    const question = mails.find(({ type }) => type === "question");
    expect(question).toMatchObject({ from: workers[0], body: "which word?" });
    expect(mails.filter(({ replyTo }) => replyTo === question?.key)).toMatchObject([
      { from: coordinator, body: "the word is yes" },
    ]);
    expect(mails.filter(({ type }) => type === "merged")).toHaveLength(2);
    expect(await client.sessions(false)).toEqual([]);
  }, 240_000);

  test("whose budget is used up has nobody more begun until a person gives it more", async () => {
    await using agents = await AgentProject.start("claude", { script: coordinates });
    const { key } = await startGoal(agents, { budgetTokens: 10, maxAgents: 1 });
    const { client } = agents.project;
    const second = await until(
      "its second task is held back",
      async () =>
        (await client.run(key)).tasks.find(({ waitsFor }) => waitsFor?.startsWith("the run is held: ")),
      60_000,
    ).catch((error) => agents.explain(error));
    expect(second).toMatchObject({ status: "todo", sessions: [] });
    expect(second.waitsFor).toMatch(/its budget is used up: \d+ of 10 tokens/);
    const held = await until("a person is told", async () =>
      (await client.alerts(false)).find(({ kind }) => kind === "run_held"),
    );
    expect(held).toMatchObject({ severity: "critical", subject: key });
    await expect(client.team.resumeRun(key)).rejects.toMatchObject({ code: "conflict" });
    await client.team.resumeRun(key, { budgetTokens: 10_000_000 });
    const run = await agents.runEnded(key);
    expect(run).toMatchObject({ status: "completed", reason: "2 of 2 tasks complete" });
  }, 240_000);
});
