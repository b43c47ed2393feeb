import { expect, test } from "bun:test";
import type { RuntimeSettings } from "../../../src/config/runtimes.ts";
import { claudeLaunch } from "../../../src/runtimes/claude/launch.ts";
import type { AgentStart } from "../../../src/runtimes/runtime.ts";
import { agentStart, CONVERSATION, runtimeEntry } from "../agent-start.ts";

const launch = (wanted: Partial<AgentStart> = {}, entry: Partial<RuntimeSettings> = {}, isRoot = false) =>
  claudeLaunch(agentStart(wanted), runtimeEntry(entry), isRoot);

const settings = (wanted: Partial<AgentStart> = {}) =>
  JSON.parse(launch(wanted).files?.["claude-settings.json"] ?? "");

test("it begins the conversation that was chosen, with settings of its own, and the prompt behind all options", () => {
  expect(launch().argv).toEqual([
    "claude",
    ...["--session-id", CONVERSATION],
    ...["--settings", "/state/agents/one's own/claude-settings.json"],
    ...["--permission-mode", "bypassPermissions"],
    ...["--", "Write the file."],
  ]);
});

test("without a prompt it waits for one", () => {
  expect(launch({ prompt: "" }).argv).not.toContain("--");
});

test("each event that is known to every version has a hook, and no other", () => {
  const { hooks } = settings();
  expect(Object.keys(hooks).sort()).toEqual(
    [
      "SessionStart",
      "UserPromptSubmit",
      "PreToolUse",
      "PostToolUse",
      "PostToolUseFailure",
      "PermissionRequest",
    ]
      .concat(["Notification", "Stop", "StopFailure", "SubagentStop", "PreCompact", "SessionEnd"])
      .sort(),
  );
  expect(hooks.Stop).toEqual([{ hooks: [{ type: "command", command: "keep 'Stop'", timeout: 5 }] }]);
});

test("each level of permissions has its mode", () => {
  const modes = (["read", "ask", "edit", "full"] as const).map((permissions) => {
    const { argv } = launch({ permissions });
    return argv[argv.indexOf("--permission-mode") + 1];
  });
  expect(modes).toEqual(["dontAsk", "default", "acceptEdits", "bypassPermissions"]);
});

test("one that may only look may change no file, and one that edits may also commit", () => {
  expect(settings({ permissions: "read" }).permissions.deny).toEqual(
    expect.arrayContaining(["Edit", "Write"]),
  );
  expect(settings({ permissions: "edit" }).permissions.allow).toContain("Bash(git commit:*)");
  expect(settings({ permissions: "ask" }).permissions.allow).toEqual(["Bash(overstory:*)", "mcp__overstory"]);
});

test("only one that may do everything skips the warning about that", () => {
  expect(settings({ permissions: "full" }).skipDangerousModePermissionPrompt).toBeTrue();
  expect(settings({ permissions: "edit" })).not.toHaveProperty("skipDangerousModePermissionPrompt");
});

test("without a screen it asks nobody", () => {
  expect(settings({ mode: "headless" }).permissions.deny).toContain("AskUserQuestion");
  expect(settings().permissions.deny).not.toContain("AskUserQuestion");
  expect(launch({ mode: "headless" }).argv.slice(1, 5)).toEqual([
    "-p",
    "--output-format",
    "stream-json",
    "--verbose",
  ]);
});

test("a long prompt is a file that it may read unasked", () => {
  const { files, argv } = launch({ prompt: "long ".repeat(10_000), permissions: "ask" });
  expect(files?.["prompt.md"]).toStartWith("long long");
  expect(argv.at(-1)).toContain("/state/agents/one's own/prompt.md");
  const { permissions } = JSON.parse(files?.["claude-settings.json"] ?? "");
  expect(permissions.allow).toContain("Read(//state/agents/one's own/prompt.md)");
});

test("a prompt that would be a command is none any more", () => {
  expect(launch({ prompt: "/clear everything" }).argv.at(-1)).toBe("Your task:\n\n/clear everything");
});

test("the person's login is passed on, and their other secrets only with the cloud that they are for", () => {
  const environment = {
    CLAUDE_CONFIG_DIR: "/c",
    ANTHROPIC_API_KEY: "k",
    AWS_SECRET_ACCESS_KEY: "s",
    HTTPS_PROXY: "p",
  };
  expect(launch({ environment }).env).toMatchObject({
    CLAUDE_CONFIG_DIR: "/c",
    ANTHROPIC_API_KEY: "k",
    HTTPS_PROXY: "p",
  });
  expect(launch({ environment }).env).not.toHaveProperty("AWS_SECRET_ACCESS_KEY");
  const cloud = { ...environment, CLAUDE_CODE_USE_BEDROCK: "1" };
  expect(launch({ environment: cloud }).env).toHaveProperty("AWS_SECRET_ACCESS_KEY", "s");
});

test("what another Claude Code has set is passed on only by its whole name", () => {
  const environment = { CLAUDE_CODE_SESSION_ID: "other", CLAUDE_CODE_EFFORT_LEVEL: "high" };
  expect(launch({ environment }, { pass: ["CLAUDE_CODE_*"] }).env).not.toHaveProperty(
    "CLAUDE_CODE_SESSION_ID",
  );
  expect(launch({ environment }, { pass: ["CLAUDE_CODE_EFFORT_LEVEL"] }).env).toHaveProperty(
    "CLAUDE_CODE_EFFORT_LEVEL",
    "high",
  );
});

test("its own program stays as it is, and as root it is told that nothing can be harmed", () => {
  expect(launch().env).toMatchObject({ DISABLE_AUTOUPDATER: "1", CLAUDE_CODE_DISABLE_ALTERNATE_SCREEN: "1" });
  expect(launch().env).not.toHaveProperty("IS_SANDBOX");
  expect(launch({}, {}, true).env).toHaveProperty("IS_SANDBOX", "1");
});

test("it tries for minutes only where nobody goes on with it", () => {
  expect(launch().env).toHaveProperty("CLAUDE_CODE_MAX_RETRIES", "4");
  expect(launch({ mode: "headless" }).env).not.toHaveProperty("CLAUDE_CODE_MAX_RETRIES");
  expect(launch({}, { env: { CLAUDE_CODE_MAX_RETRIES: "9" } }).env).toHaveProperty(
    "CLAUDE_CODE_MAX_RETRIES",
    "9",
  );
});
