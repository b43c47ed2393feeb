import { expect, test } from "bun:test";
import { join } from "node:path";
import { isAlive } from "../../support/daemon.ts";
import { HandStartedAgents } from "../../support/hand-started.ts";
import { TestTerminal } from "../../support/terminal.ts";
import { overstoryIn } from "../support/cli.ts";

const OVERSTORY = `${process.execPath} ${join(import.meta.dir, "../../../src/main.ts")}`;

test("an agent is taken over only after a yes, and the command says truly what came of it", async () => {
  await using agents = await HandStartedAgents.start();
  const { project } = agents;
  const cwd = project.repository.path;
  using agent = await agents.begin(cwd);
  const asked = ["adopt", String(agent.shell)];

  const unasked = await overstoryIn({ cwd }, ...asked);
  expect(unasked).toMatchObject({ exitCode: 2, stdout: "" });
  expect(unasked.stderr).toContain(`is taken over only after a yes: its process ${agent.pid} is ended`);
  expect(unasked.stderr).toContain("--yes");

  await using terminal = await TestTerminal.open(cwd);
  terminal.run(`clear; ${OVERSTORY} adopt ${agent.shell}; echo code=$?`);
  const page = await terminal.shows("Take it over?");
  expect(page).toContain(`process ${agent.pid}, and what it has started, is ended politely`);
  terminal.press("n");
  terminal.press("Enter");
  await terminal.shows("code=0");
  expect(isAlive(agent.pid)).toBe(true);

  const taken = await overstoryIn({ cwd }, ...asked, "--yes", "--name", "mine");
  expect(taken).toMatchObject({ exitCode: 0 });
  expect(taken.stdout).toBe("SESSION-001 (mine) goes on with it; see it: overstory attach SESSION-001\n");

  using second = await agents.begin(cwd);
  await Bun.file(second.transcript).delete();
  const refused = await overstoryIn({ cwd }, "adopt", String(second.pid), "--yes", "--json");
  expect(refused.exitCode).toBe(1);
  expect(JSON.parse(refused.stdout)).toMatchObject({
    error: { code: "conflict", message: expect.stringContaining("nothing was said to claude") },
  });
}, 60_000);
