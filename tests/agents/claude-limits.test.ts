import { expect, test } from "bun:test";
import type { Script } from "../model-server/script.ts";
import { describeAgent } from "../support/agent-clis.ts";
import { AgentProject } from "../support/agent-project.ts";
import { until } from "../support/wait.ts";
import { writesFiles } from "./script.ts";

describeAgent("claude", "a provider that refuses", () => {
  test("for a limit makes the session wait until its reset, and it goes on by itself in the same conversation", async () => {
    let resetAt = 0;
    const script: Script = (request) => {
      resetAt ||= Date.now() + 8000;
      return Date.now() < resetAt
        ? {
            status: 429,
            error: `Usage limit reached|${Math.ceil(resetAt / 1000)}`,
            headers: { "retry-after": "3600", "x-should-retry": "false" },
          }
        : writesFiles(request);
    };
    await using agents = await AgentProject.start("claude", { script });
    const { key } = await agents.run({ limited: "Write limited.txt" });
    const limited = await agents.sessionIs(
      "limited",
      "is limited",
      ({ attention }) => attention === "limited",
    );
    expect(limited.state).toBe("working");
    const run = await agents.runEnded(key);
    expect(run.status).toBe("completed");
    const session = await agents.session("limited");
    expect(session.key).toBe(limited.key);
    const kinds = (await agents.events(session.key)).map(({ kind }) => kind);
    expect(kinds).not.toContain("session.stalled");
    expect(new Set(agents.server.work.map(({ conversation }) => conversation)).size).toBe(1);
  }, 240_000);

  test("a key is one alert for all sessions, and no agent is restarted", async () => {
    await using agents = await AgentProject.start("claude", {
      script: () => ({ status: 401, error: "invalid x-api-key" }),
      env: { CLAUDE_CODE_MAX_RETRIES: "1" },
    });
    const names = ["first", "second", "third"];
    await agents.run(Object.fromEntries(names.map((name) => [name, `Write ${name}.txt`])));
    for (const name of names)
      await agents.sessionIs(name, "has no login", ({ attention }) => attention === "auth");
    const alerts = await until("an alert is raised", async () => {
      const all = await agents.project.client.alerts(true);
      return all.length > 0 ? all : undefined;
    });
    expect(alerts).toHaveLength(1);
    expect((await agents.project.client.sessions(true)).length).toBe(3);
  }, 240_000);
});
