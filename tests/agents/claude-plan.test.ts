import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describeAgent } from "../support/agent-clis.ts";
import { AgentProject } from "../support/agent-project.ts";
import { fileOf, writesFiles } from "./script.ts";

describeAgent("claude", "a plan", () => {
  test("is carried out by tool calls, checked by gates and merged, beside the user's own hooks, whose settings stay as they were", async () => {
    await using agents = await AgentProject.start("claude", { script: writesFiles });
    const { repository } = agents.project;
    const stops = join(agents.home.path, "stops");
    const hook = { hooks: [{ type: "command", command: `echo stop >> ${stops}` }] };
    const settings = join(agents.home.path, ".claude/settings.json");
    const ofProject = join(repository.path, ".claude/settings.local.json");
    mkdirSync(dirname(ofProject));
    for (const path of [settings, ofProject])
      writeFileSync(path, JSON.stringify({ hooks: { Stop: [hook] } }));
    const before = [settings, ofProject].map((path) => readFileSync(path, "utf8"));

    const { key } = await agents.project.run({
      goal: "a greeting",
      tasks: [
        { id: "hello", prompt: "Write hello.txt", gates: ["grep -q hello hello.txt"] },
        { id: "world", prompt: "Write world.txt", gates: ["grep -q world world.txt"] },
        {
          id: "both",
          prompt: "Write both.txt",
          gates: ["cat hello.txt world.txt both.txt"],
          dependsOn: ["hello", "world"],
        },
      ],
    });
    const run = await agents.runEnded(key);

    expect(run.tasks.map(({ status, stopReason }) => ({ status, stopReason }))).toEqual(
      Array(3).fill({ status: "complete", stopReason: null }),
    );
    expect(run.status).toBe("completed");
    expect(repository.git("ls-tree", "--name-only", run.targetBranch ?? "main").split("\n")).toEqual(
      expect.arrayContaining(["both.txt", "hello.txt", "world.txt"]),
    );
    expect(new Set(agents.server.work.map(fileOf))).toEqual(new Set(["hello", "world", "both"]));
    expect(new Set(agents.server.work.map(({ conversation }) => conversation)).size).toBe(3);
    expect([settings, ofProject].map((path) => readFileSync(path, "utf8"))).toEqual(before);
    expect(readFileSync(stops, "utf8").split("\n").filter(Boolean).length).toBeGreaterThanOrEqual(3);
  }, 240_000);
});
