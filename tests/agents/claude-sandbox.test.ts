import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { rules, steps } from "../model-server/script.ts";
import { AGENT_BIN, agentCli } from "../support/agent-clis.ts";
import { AgentProject } from "../support/agent-project.ts";
import { bwrapPath } from "../support/bwrap.ts";

const bwrap = bwrapPath();

test.skipIf(bwrap === null || agentCli("claude") === null)(
  "claude: in a sandbox it is heard through its hooks, commits, and writes nowhere else",
  async () => {
    const work =
      "echo x > made; git add made; git commit -qm made; touch $OVERSTORY_PROJECT/escaped; overstory note hello";
    await using agents = await AgentProject.start("claude", {
      script: rules([{ reply: steps({ tools: [{ bash: work }] }, { text: "It is made." }) }]),
      config: {
        env: { set: { PATH: `${dirname(bwrap ?? "")}:${process.env.PATH}` } },
        roles: { builder: { sandbox: { bubblewrap: { writable: [join(AGENT_BIN, "../..")] } } } },
      },
    });
    const { key } = await agents.run({ a: "Make it." });
    const run = await agents.runEnded(key);
    expect(run.status).toBe("completed");
    const { path } = agents.project.repository;
    expect(agents.project.repository.git("show", `${run.targetBranch}:made`)).toBe("x");
    expect(existsSync(join(path, "escaped"))).toBeFalse();
    const [session] = await agents.project.client.sessions(true);
    const kinds = (await agents.events(session?.key ?? "")).map(({ kind }) => kind);
    expect(kinds).toContain("session.turn_ended");
    const told = agents.server.work.at(-1)?.system ?? "";
    expect(told).toContain("You carry out one task");
  },
  120_000,
);
