import { expect, test } from "bun:test";
import { overstoryIn } from "../cli/support/cli.ts";
import { turns } from "../model-server/script.ts";
import { describeAgent } from "../support/agent-clis.ts";
import { AgentProject } from "../support/agent-project.ts";
import { until } from "../support/wait.ts";
import { commitsFile } from "./script.ts";

const AT_ONCE_MS = 1000;
const QUESTION = "Do you want to proceed?";

describeAgent("claude", "a permission prompt", () => {
  test("is told at once, keeps what is typed out, and is answered from outside", async () => {
    await using agents = await AgentProject.start("claude", {
      script: turns(commitsFile("asked"), { text: "Done." }),
      config: { runtimes: { claude: { permissions: "ask" } } },
    });
    const { project, server } = agents;
    const place = { cwd: project.repository.path, withinMs: 60_000 };
    const { key: run } = await agents.run({ asked: "Write asked.txt" });
    const { key, attentionReason } = await agents.sessionIs(
      "asked",
      "asks",
      ({ attention }) => attention === "permission",
    );
    expect(attentionReason).toContain("asked.txt");
    const alert = await until("an alert is raised", async () =>
      (await project.client.alerts(false)).find(({ kind }) => kind === "session_waiting"),
    );
    expect(alert.subject).toBe(key);
    const asked = await agents.told(key, "session.asks");
    expect(Date.parse(alert.raisedAt) - Date.parse(asked.at)).toBeLessThan(AT_ONCE_MS);

    await until("the dialog is on the screen", async () => (await agents.screen("asked")).includes(QUESTION));
    const sent = await overstoryIn(place, "send", key, "1", "--timeout", "1s");
    expect(sent.exitCode).not.toBe(0);
    expect(await agents.screen("asked")).toContain(QUESTION);
    expect(server.work).toHaveLength(1);

    const shown = await overstoryIn(place, "answer", key);
    expect(shown.stdout).toContain("asked.txt");
    expect(await overstoryIn(place, "answer", key, "allow")).toMatchObject({ exitCode: 0 });
    expect((await agents.runEnded(run)).status).toBe("completed");
    const open = await project.client.alerts(false);
    expect(open.filter(({ kind }) => kind === "session_waiting")).toEqual([]);
  }, 240_000);
});
