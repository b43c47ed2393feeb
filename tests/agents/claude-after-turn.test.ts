import { expect, test } from "bun:test";
import { turns } from "../model-server/script.ts";
import { describeAgent } from "../support/agent-clis.ts";
import { AgentProject } from "../support/agent-project.ts";
import { until } from "../support/wait.ts";
import { writesFiles } from "./script.ts";

/** Leaves a file, is told so, commits it and asks a person, and has done when it is answered. */
const forgets = turns(
  { tools: [{ bash: "echo x > left.txt" }] },
  { text: "I am done." },
  {
    tools: [
      { bash: "git add -A && git commit -qm left && overstory signal wait question --reason 'which port?'" },
    ],
  },
  { text: "I have asked." },
  { text: "Thanks." },
);

describeAgent("claude", "after a turn", () => {
  test("an agent is told what it left, may ask a person, and is let go when it is answered and done", async () => {
    await using agents = await AgentProject.start("claude", { script: forgets });
    const { key } = await agents.run({ one: "Write one.txt" });
    const asking = await agents.sessionIs("one", "asks", ({ attention }) => attention === "question", 60_000);
    expect(asking).toMatchObject({ state: "working", attentionReason: "which port?" });
    const alerts = await until("people are told", async () => {
      const all = await agents.project.client.alerts(true);
      return all.length > 0 ? all : undefined;
    });
    expect(alerts.map(({ message }) => message)).toEqual(["one waits for an answer: which port?"]);
    await agents.project.client.messages.send("one", {
      text: "Port 80.",
      submit: true,
      requestId: crypto.randomUUID(),
    });
    const run = await agents.project.runEnded(key, 60_000).catch((error) => agents.explain(error));
    expect(run.status).toBe("completed");
    const kinds = (await agents.events(asking.key)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "session.reminded")).toHaveLength(1);
    expect(kinds.filter((kind) => kind === "session.dismissed")).toHaveLength(1);
    expect(await agents.session("one")).toMatchObject({ outcome: "success", attempt: 1 });
  }, 120_000);

  test("a headless agent ends by itself, and its exit and its work say how", async () => {
    const config = { runtimes: { claude: { mode: "headless" as const } } };
    await using agents = await AgentProject.start("claude", { script: writesFiles, config });
    const { key } = await agents.run({ one: "Write one.txt" });
    const run = await agents.project.runEnded(key, 60_000).catch((error) => agents.explain(error));
    expect(run.status).toBe("completed");
    const session = await agents.session("one");
    expect(session).toMatchObject({ outcome: "success", exitCode: 0, reason: "exited with 0, 1 commit" });
    const kinds = (await agents.events(session.key)).map(({ kind }) => kind);
    expect(kinds).not.toContain("session.dismissed");
  }, 90_000);
});
