import { expect, test } from "bun:test";
import { agentStart, runtimeEntry } from "../agent-start.ts";
import type { Conforming } from "../conformance.ts";

const SECRET = "secret-0123456789";

/** What it gets of the environment, and what is kept from it. */
export function keepsSecrets({ name, make }: Conforming): void {
  const keys = [
    "ANTHROPIC_API_KEY",
    "OPENAI_API_KEY",
    "GEMINI_API_KEY",
    "CODEX_API_KEY",
    "OPENROUTER_API_KEY",
  ];
  const environment = {
    ...Object.fromEntries(keys.map((key) => [key, SECRET])),
    PATH: "/usr/bin",
    HOME: "/home/person",
    CLAUDECODE: "1",
    CLAUDE_CODE_CHILD_SESSION: "1",
    CLAUDE_CODE_SESSION_ID: "of-another",
    AI_AGENT: "claude-code",
    WHATEVER: "of the person",
    MINE_A: "passed",
  };

  test("no secret of the environment is in an argument or a file", () => {
    const { argv, files } = make(name, runtimeEntry({ env: { MY_KEY: SECRET } })).launch(
      agentStart({ environment }),
    );
    expect(JSON.stringify([argv, files])).not.toContain(SECRET);
  });

  test("it gets what its adapter and its settings name, and nothing that marks the work of another agent", () => {
    const { env } = make(name, runtimeEntry({ env: { SET: "so" }, pass: ["MINE_*"] })).launch(
      agentStart({ environment }),
    );
    expect(env).toMatchObject({ SET: "so", MINE_A: "passed" });
    for (const kept of [
      "WHATEVER",
      "CLAUDECODE",
      "CLAUDE_CODE_CHILD_SESSION",
      "CLAUDE_CODE_SESSION_ID",
      "AI_AGENT",
    ])
      expect(env).not.toHaveProperty(kept);
  });
}
