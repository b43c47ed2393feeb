import { expect } from "bun:test";
import { join } from "node:path";
import { AGENT_BIN, type AgentName, testWithAgent } from "../support/agent-clis.ts";
import { agentHome } from "../support/agent-home.ts";
import { testRepository } from "../support/repository.ts";
import { ModelServer } from "./model-server.ts";
import { steps } from "./script.ts";

/** Arguments of one turn without a terminal, in which the CLI asks nobody. */
const HEADLESS: Record<AgentName, string[]> = {
  claude: ["-p", "--permission-mode", "bypassPermissions", "--"],
  codex: ["exec", "--json", "--dangerously-bypass-approvals-and-sandbox"],
  opencode: ["run", "--format", "json", "--auto"],
  gemini: ["--skip-trust", "--yolo", "-p"],
  pi: ["-p", "--mode", "json"],
};

for (const [name, args] of Object.entries(HEADLESS) as [AgentName, string[]][]) {
  testWithAgent(name, "carries out a tool call of the scripted model", async (cli) => {
    using repository = testRepository();
    const server = new ModelServer(
      steps({ tools: [{ bash: "echo hi > file" }] }, { text: "All is written." }),
    );
    using home = agentHome(name, { url: server.url, trust: [repository.path] });

    const agent = Bun.spawn([cli, ...home.args, ...args, "Write the file."], {
      cwd: repository.path,
      env: { PATH: `${AGENT_BIN}:${process.env.PATH}`, TERM: "xterm", ...home.env },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    const [output, errors] = await Promise.all([agent.stdout.text(), agent.stderr.text()]);
    await server.close();

    expect({ code: await agent.exited, errors: agent.exitCode ? errors + output : "" }).toEqual({
      code: 0,
      errors: "",
    });
    expect(output).toContain("All is written.");
    expect(await Bun.file(join(repository.path, "file")).text()).toBe("hi\n");
    expect(server.work.map(({ step }) => step)).toEqual([0, 1]);
    for (const { lastUserText } of server.work) expect(lastUserText).toContain("Write the file.");
  });
}
