import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Script, steps, turns, wasTold } from "../model-server/script.ts";
import { describeAgent } from "../support/agent-clis.ts";
import { AgentProject } from "../support/agent-project.ts";
import { isAlive } from "../support/daemon.ts";
import { until } from "../support/wait.ts";
import { commitsFile, fileOf, isAbout } from "./script.ts";

const NAMES = ["left", "right"];
const INTERRUPTED = "[overstory] You were interrupted";

/** A long tool first, in which the agent is killed; then the work. */
const script: Script = (request) => {
  const name = fileOf(request);
  return wasTold(request, INTERRUPTED)
    ? steps(commitsFile(name), { text: "Done." })(request)
    : turns({ tools: [{ bash: `echo $$ > ${name}.pid; exec sleep 1000` }] })(request);
};

describeAgent("claude", "an agent that is killed in the middle of a tool", () => {
  test("goes on with its own conversation and no other, and its tool does not outlive it", async () => {
    await using agents = await AgentProject.start("claude", {
      script,
      config: { restart: { type: "transient", backoff: "10ms" } },
    });
    const { key } = await agents.run(Object.fromEntries(NAMES.map((name) => [name, `Write ${name}.txt`])));
    const killed = [];
    for (const name of NAMES) {
      const { worktree, pid, key } = await agents.sessionIs(name, "runs", ({ pid }) => pid !== null);
      const tool = await until(
        `the tool of ${name} runs`,
        () => {
          try {
            return Number(readFileSync(join(worktree ?? "", `${name}.pid`), "utf8"));
          } catch {
            return 0; // not yet
          }
        },
        45_000,
      ).catch((error) => agents.explain(error));
      killed.push({ name, key, pid: pid ?? 0, tool });
    }
    for (const { pid } of killed) process.kill(pid, "SIGKILL");
    expect((await agents.runEnded(key, 90_000)).status).toBe("completed");

    const { work } = agents.server;
    for (const { name, key, tool } of killed) {
      expect((await agents.session(name)).predecessor).toBe(key);
      const own = work.filter(isAbout(name));
      expect(new Set(own.map(({ conversation }) => conversation)).size).toBe(1);
      expect(own.some((request) => wasTold(request, INTERRUPTED))).toBe(true);
      expect(isAlive(tool)).toBe(false);
    }
    expect(new Set(work.map(({ conversation }) => conversation)).size).toBe(NAMES.length);
  }, 240_000);
});
