import { describe, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** The agent CLIs that tests drive: npm package, the version that the adapters were measured with, command. */
export const AGENT_CLIS = {
  claude: { package: "@anthropic-ai/claude-code", version: "2.1.329" },
  codex: { package: "@openai/codex", version: "0.169.0" },
  opencode: { package: "opencode-ai", version: "1.18.33" },
  gemini: { package: "@google/gemini-cli", version: "0.61.0" },
  pi: { package: "@earendil-works/pi-coding-agent", version: "0.74.2" },
} as const;

export type AgentName = keyof typeof AGENT_CLIS;

// The folder with `node_modules` that `.ci/agents` fills.
const FOLDER = process.env.OVERSTORY_TEST_AGENTS ?? join(import.meta.dir, "../../node_modules/.tools/agents");

/** Folder of the commands, for PATH. */
export const AGENT_BIN = join(FOLDER, "node_modules/.bin");

/** Path of the CLI, null where it is not installed: `.ci/agents` installs. */
export function agentCli(name: AgentName): string | null {
  const path = join(AGENT_BIN, name);
  return existsSync(path) ? path : null;
}

/** Tests with a real CLI; where it is not installed they are counted as skipped. */
export function describeAgent(name: AgentName, title: string, tests: () => void): void {
  describe.skipIf(agentCli(name) === null)(`${name}: ${title}`, tests);
}

/** A test with a real CLI; where it is not installed it is counted as skipped. */
export function testWithAgent(
  name: AgentName,
  title: string,
  work: (cli: string) => void | Promise<void>,
  withinMs = 60_000,
): void {
  const cli = agentCli(name);
  test.skipIf(cli === null)(`${name}: ${title}`, () => work(cli ?? ""), withinMs);
}
