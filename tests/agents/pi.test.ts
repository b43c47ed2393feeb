import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describeAgent } from "../support/agent-clis.ts";
import { AgentProject } from "../support/agent-project.ts";
import { writesFiles } from "./script.ts";

describeAgent("pi", "a task", () => {
  test("is carried out by tool calls, committed, dismissed and merged, and leaves the person's settings as they were", async () => {
    await using agents = await AgentProject.start("pi", { script: writesFiles });
    const { project, home } = agents;
    project.repository.commit("settings", { ".gitignore": "overstory.config.ts\n" });
    const before = settingsIn(home.path);

    const { key } = await agents.run({ hello: "Write hello.txt" }, { gates: ["grep -q hello hello.txt"] });
    const run = await project.runEnded(key, 60_000).catch((error: unknown) => agents.explain(error));

    expect(run.tasks.map(({ status, stopReason }) => ({ status, stopReason }))).toEqual([
      { status: "complete", stopReason: null },
    ]);
    const session = await agents.session("hello");
    const kinds = (await agents.events(session.key)).map(({ kind }) => kind);
    expect(kinds).toEqual(
      expect.arrayContaining([
        "session.ready",
        "session.turn_began",
        "session.turn_ended",
        "session.dismissed",
      ]),
    );
    expect(settingsIn(home.path)).toMatchObject(before);
  }, 90_000);
});

const FOLDER = ".pi/agent";

function settingsIn(home: string): Record<string, string> {
  const folder = join(home, FOLDER);
  const files = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isFile());
  return Object.fromEntries(files.map(({ name }) => [name, readFileSync(join(folder, name), "utf8")]));
}
