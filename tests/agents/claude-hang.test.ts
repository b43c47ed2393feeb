import { expect, test } from "bun:test";
import { type Script, turns } from "../model-server/script.ts";
import { describeAgent } from "../support/agent-clis.ts";
import { AgentProject } from "../support/agent-project.ts";
import { until } from "../support/wait.ts";
import { fileOf, writesFiles } from "./script.ts";

// Of the watchdog; a tool may take `tool`, and all else of a session must move within `stale`.
const WATCHDOG = { stale: "4s", interval: "2s", boot: "30s", tool: "1h", nudge: "Please go on." } as const;

/** One waits for a long tool, which is silent; the other for a model that does not answer. */
const script: Script = (request) =>
  fileOf(request) === "tool"
    ? turns(
        { tools: [{ bash: "sleep 20; echo tool > tool.txt; git add . && git commit -qm tool" }] },
        { text: "Done." },
      )(request)
    : request.turnIndex === 0
      ? { hang: "headers" }
      : writesFiles(request);

describeAgent("claude", "silence", () => {
  test("of a tool is left alone; of a model that hangs is stalled, nudged and escalated", async () => {
    await using agents = await AgentProject.start("claude", {
      script,
      config: { watchdog: { ...WATCHDOG, top: "escalate" } },
    });
    const { key } = await agents.run({ tool: "Write tool.txt", model: "Write model.txt" });
    const hung = await agents.sessionIs("model", "is stalled", ({ state }) => state === "stalled", 30_000);
    await until("it is escalated", async () =>
      (await agents.project.client.alerts(true)).find(
        ({ kind, subject }) => kind === "session_stalled" && subject === hung.key,
      ),
    ).catch((error) => agents.explain(error));
    const events = await agents.events(hung.key);
    expect(events.filter(({ kind }) => kind === "session.escalated").map(({ data }) => data.step)).toEqual([
      "warn",
      "nudge",
      "escalate",
    ]);
    const tool = await agents.sessionIs("tool", "has ended", ({ endedAt }) => endedAt !== null, 60_000);
    expect(tool.outcome).toBe("success");
    expect((await agents.events(tool.key)).map(({ kind }) => kind)).not.toContain("session.escalated");
    await agents.project.client.stopRun(key, true);
  }, 240_000);
});
