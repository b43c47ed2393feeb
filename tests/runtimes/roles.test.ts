import { expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfig } from "../../src/config.ts";
import { createRuntimes } from "../../src/runtimes/registry.ts";
import type { Runtime } from "../../src/runtimes/runtime.ts";
import { ModelServer } from "../model-server/model-server.ts";
import type { Reply } from "../model-server/reply.ts";
import { AGENT_BIN, type AgentName, describeAgent } from "../support/agent-clis.ts";
import { type AgentHome, agentHome } from "../support/agent-home.ts";
import { until } from "../support/wait.ts";
import { AgentPane } from "./agent-pane.ts";

const INSTRUCTIONS = "# You are careful\n\nYou say 'please' to \"$everyone\".";
const SERVER = join(import.meta.dir, "role-mcp-server.ts");
const NAMES: readonly AgentName[] = ["claude", "codex", "opencode", "gemini", "pi"];

/** Some need ten seconds to start, and more where much goes on beside. */
const PATIENCE_MS = 90_000;

/** The name under which each CLI offers the tool of the server to its model. */
const PING: Record<AgentName, string | null> = {
  claude: "mcp__overstory__ping",
  codex: "mcp__overstory/ping",
  opencode: "overstory_ping",
  gemini: "mcp_overstory_ping",
  pi: null,
};

function runtimeIn(
  name: AgentName,
  { env: { HOME: _home, TMPDIR: _temp, ...env }, args, path }: AgentHome,
): Runtime {
  const PATH = [join(path, "bin"), AGENT_BIN, process.env.PATH].join(":");
  return createRuntimes(
    parseConfig(
      { runtimes: { [name]: { env: { ...env, PATH, ROLE_TEST_WORD: "of the test" }, args } } },
      "test",
    ),
  ).require(name);
}

/** What the model does: each step one call, then a word. */
const script = (...calls: Reply[]): Reply[] => [...calls, { text: "Done." }];

for (const name of NAMES)
  describeAgent(name, "with a role that may only read", () => {
    test(
      "it is told its role and has overstory's tools and command, and no other command runs",
      async () => {
        const ping = PING[name];
        await using server = new ModelServer((request) => {
          const replies = script(
            ...(ping === null ? [] : [{ tools: [{ raw: { name: ping, input: {} } }] }]),
            { tools: [{ bash: "overstory mail list" }] },
            { tools: [{ bash: "touch forbidden.txt" }] },
          );
          return replies[Math.min(request.step, replies.length - 1)] ?? {};
        });
        using home = agentHome(name, { url: server.url });
        const runtime = runtimeIn(name, home);
        await using pane = new AgentPane(runtime, home);
        const program = join(home.path, "bin/overstory");
        mkdirSync(join(home.path, "bin"));
        writeFileSync(program, "#!/bin/sh\necho no mail\n");
        chmodSync(program, 0o755);
        pane.start({
          prompt: "Look around.",
          permissions: "read",
          // Its screen is the slowest of all to come.
          mode: name === "opencode" ? "headless" : "interactive",
          instructions: INSTRUCTIONS,
          conversation:
            runtime.abilities.resume === "chosen" ? { id: crypto.randomUUID(), resume: false } : null,
          mcp: { command: process.execPath, args: [SERVER], env: { ROLE_TEST_WORD: "of the test" } },
        });
        const hasEnded = () => pane.signals().some(({ kind }) => kind === "turn_ended");
        await until("its turn is over", hasEnded, PATIENCE_MS).catch((error) => {
          throw new Error(`${error}\n${pane.screen().rows.join("\n")}\n${JSON.stringify(pane.signals())}`);
        });
        const last = server.work.at(-1);
        const told = [last?.system, ...(last?.messages.map(({ text }) => text) ?? [])].join("\n");
        expect(told).toContain("You say 'please' to \"$everyone\".");
        const results =
          last?.messages.flatMap(({ toolResults }) => toolResults.map(({ text }) => text)) ?? [];
        expect(results.at(-2)).toContain("no mail");
        if (ping !== null) expect(results[0]).toContain("pong of the test");
        expect(existsSync(join(pane.repository.path, "forbidden.txt"))).toBeFalse();
      },
      2 * PATIENCE_MS,
    );
  });
