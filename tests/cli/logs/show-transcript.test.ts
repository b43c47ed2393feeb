import { expect, test } from "bun:test";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { HandStartedAgents } from "../../support/hand-started.ts";
import { TestTerminal } from "../../support/terminal.ts";
import { until } from "../../support/wait.ts";
import { overstoryIn } from "../support/cli.ts";

const OVERSTORY = `${process.execPath} ${join(import.meta.dir, "../../../src/main.ts")}`;

const line = (who: "user" | "assistant", text: string) =>
  `${JSON.stringify({ type: who, timestamp: "2026-01-31T12:00:00.000Z", message: { content: text } })}\n`;

test("logs --transcript shows what was said, and goes on until the session ends", async () => {
  await using agents = await HandStartedAgents.start();
  const { client, repository } = agents.project;
  const cwd = repository.path;
  using agent = await agents.begin(cwd);
  const { conversation, transcript } = agent;
  await client.adopt({ target: { conversation }, conversation, name: "mine" });
  await until("its conversation is known", async () => (await client.session("mine")).transcript);
  appendFileSync(transcript, line("user", "Which word?") + line("assistant", "It was\nplum."));

  const { stdout } = await overstoryIn({ cwd }, "logs", "mine", "--transcript", "-n", "1");
  expect(stdout).toMatch(/^\d\d:\d\d:\d\d agent {2}It was\n {16}plum\.\n$/);
  const asJson = await overstoryIn({ cwd }, "logs", "mine", "--transcript", "--json");
  expect(JSON.parse(asJson.stdout).transcript).toMatchObject({
    session: "SESSION-001",
    entries: [
      { who: "user", text: "Which word?" },
      { at: "2026-01-31T12:00:00.000Z", who: "agent" },
    ],
  });

  await using terminal = await TestTerminal.open(cwd);
  terminal.run(`clear; ${OVERSTORY} logs mine --transcript --follow; echo code=$?`);
  await terminal.shows("plum.");
  appendFileSync(transcript, line("user", "And which colour?"));
  await terminal.shows("And which colour?");
  await client.stopSession("mine", false);
  await terminal.shows("code=0");
}, 60_000);
