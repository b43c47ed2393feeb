import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { opencodeRuntime } from "../../../src/runtimes/opencode/opencode.ts";
import type { AgentStart } from "../../../src/runtimes/runtime.ts";
import { tempFolder } from "../../support/temp.ts";
import { agentStart, runtimeEntry } from "../agent-start.ts";

const launch = (wanted: Partial<AgentStart> = {}, env: Record<string, string> = {}) =>
  opencodeRuntime("opencode", runtimeEntry({ env })).launch(agentStart(wanted));
const configOf = ({ env }: { env: Record<string, string> }) => JSON.parse(env.OPENCODE_CONFIG_CONTENT ?? "");

test("the plugin is a file of the session, loaded for one start", () => {
  const started = launch();
  expect(configOf(started).plugin).toEqual(["file:///state/agents/one's%20own/plugin.js"]);
  expect(started.files?.["plugin.js"]).toContain(`const SPOOL = "/state/spool/one's own";`);
});

test("what the configuration lays over it stays, beside the plugin", () => {
  const own = { share: "disabled", plugin: ["mine"], permission: { bash: "deny" } };
  const config = configOf(launch({}, { OPENCODE_CONFIG_CONTENT: JSON.stringify(own) }));
  expect(config).toMatchObject({ share: "disabled", permission: { bash: "deny" } });
  expect(config.plugin).toEqual(["mine", expect.stringContaining("plugin.js")]);
  expect(() => launch({}, { OPENCODE_CONFIG_CONTENT: "{" })).toThrow("OPENCODE_CONFIG_CONTENT");
});

test("what may be done unasked follows from the level", () => {
  const of = (permissions: AgentStart["permissions"]) => configOf(launch({ permissions })).permission;
  expect(of("read")).toMatchObject({ "*": "deny", read: "allow", bash: { "*": "deny" } });
  expect(of("ask")).toMatchObject({ "*": "ask", bash: { "*": "ask" } });
  expect(of("edit")).toMatchObject({
    "*": "ask",
    edit: "allow",
    bash: { "*": "ask", "git commit*": "allow" },
  });
  expect(of("full")).toBe("allow");
});

test("without a screen the prompt comes by its stdin, whole", () => {
  using folder = tempFolder();
  const own = join(folder.path, "one's own");
  mkdirSync(own);
  const program = join(folder.path, "opencode");
  writeFileSync(program, '#!/bin/sh\necho "$*"\ncat\n', { mode: 0o755 });
  const prompt = `--go "on" with\n'it' $HOME`;
  const { argv, files } = opencodeRuntime("opencode", runtimeEntry({ command: program })).launch(
    agentStart({ folder: own, mode: "headless", prompt, conversation: { id: "ses_1", resume: true } }),
  );
  for (const [name, text] of Object.entries(files ?? {})) writeFileSync(join(own, name), text);
  expect(Bun.spawnSync(argv).stdout.toString()).toBe(`run --session ses_1\n${prompt}`);
});

test("where no prompt comes, the plugin says that it is ready", () => {
  expect(launch({ prompt: "" }).files?.["plugin.js"]).toContain("const ANNOUNCES = true;");
  expect(launch().files?.["plugin.js"]).toContain("const ANNOUNCES = false;");
});
