import { expect, test } from "bun:test";
import type { AgentStart } from "../../../src/runtimes/runtime.ts";
import { agentStart, runtimeEntry } from "../agent-start.ts";
import type { Conforming } from "../conformance.ts";

const INSTRUCTIONS = '# You are careful\n\nBreak no "$thing".';
const TOKEN = "token-0123456789";
const MCP = { command: "/state/bin/overstory", args: ["mcp"], env: { OVERSTORY_TOKEN: TOKEN } };

/** How it is told its role, and is given overstory's tools. */
export function tellsRoles({ name, make }: Conforming): void {
  const of = (wanted: Partial<AgentStart>, model?: string) => {
    const runtime = make(name, runtimeEntry(model === undefined ? {} : { model }));
    return { ...runtime.launch(agentStart(wanted)), abilities: runtime.abilities };
  };
  const texts = ({ files }: { files?: Record<string, string> }) => Object.values(files ?? {}).join("\n");

  test("what its role tells it is in a file of its own, never in an argument", () => {
    const launch = of({ instructions: INSTRUCTIONS });
    expect(launch.argv.join("\n")).not.toContain("You are careful");
    const isFile = texts(launch).includes("You are careful");
    expect(isFile).toBe(launch.abilities.instructions === "flag");
    expect(texts(of({}))).not.toContain("You are careful");
  });

  test("the server of overstory's tools is named to it, its token in no argument", () => {
    const { argv, env, files, abilities } = of({ mcp: MCP });
    const all = JSON.stringify([argv, env, files]);
    expect(all.includes(MCP.command)).toBe(abilities.mcp);
    expect(argv.join("\n")).not.toContain(TOKEN);
    expect(JSON.stringify(of({}))).not.toContain(MCP.command);
  });

  test("the model of its role goes before that of the configuration", () => {
    const all = JSON.stringify(of({ model: "of-the-role" }, "of-the-runtime").argv);
    if (name === "shell" || !JSON.stringify(of({}, "of-the-runtime").argv).includes("of-the-runtime")) return;
    expect(all).toContain("of-the-role");
    expect(all).not.toContain("of-the-runtime");
  });
}
