import { join } from "node:path";
import type { RuntimeSettings } from "../../config/runtimes.ts";
import { promptArgument } from "../prompt-argument.ts";
import { MCP_NAME, roleFile } from "../role-file.ts";
import type { AgentStart, Launch } from "../runtime.ts";
import { claudeEnvironment } from "./environment.ts";
import { claudeSettings, MODES } from "./settings.ts";

const SETTINGS = "claude-settings.json";
const MCP = "claude-mcp.json";

/** How it is started: in the person's own configuration folder, with settings of its own for this start alone. */
export function claudeLaunch(
  start: AgentStart,
  entry: RuntimeSettings,
  isRoot: boolean = process.getuid?.() === 0,
): Launch {
  const { folder, mode, permissions, prompt, environment } = start;
  const { argument, files } = promptArgument(plainPrompt(prompt), folder);
  const readable = Object.keys(files).map((name) => join(folder, name));
  const settings = claudeSettings({ permissions, mode, hook: start.hook, readable });
  const role = roleFile(start);
  const model = start.model ?? entry.model;
  return {
    argv: [
      entry.command ?? "claude",
      ...(mode === "headless" ? ["-p", "--output-format", "stream-json", "--verbose"] : []),
      ...conversationArguments(start),
      ...["--settings", join(folder, SETTINGS)],
      ...(role.path === null ? [] : ["--append-system-prompt-file", role.path]),
      ...(start.mcp === null ? [] : ["--mcp-config", join(folder, MCP)]),
      ...["--permission-mode", MODES[permissions]],
      ...(model === undefined ? [] : ["--model", model]),
      ...entry.args,
      // Some of its options take all that follows, and a prompt may begin with a dash.
      ...(prompt === "" ? [] : ["--", argument]),
    ],
    env: claudeEnvironment(entry, environment, { isWatched: mode === "interactive", isRoot }),
    files: {
      ...files,
      ...role.files,
      ...(start.mcp !== null && { [MCP]: JSON.stringify({ mcpServers: { [MCP_NAME]: start.mcp } }) }),
      [SETTINGS]: `${JSON.stringify(settings, null, 2)}\n`,
    },
  };
}

function conversationArguments({ conversation }: AgentStart): string[] {
  if (conversation === null) return [];
  return [conversation.resume ? "--resume" : "--session-id", conversation.id];
}

/** It would take a text that begins with a slash for one of its commands. */
const plainPrompt = (prompt: string): string =>
  prompt.trimStart().startsWith("/") ? `Your task:\n\n${prompt}` : prompt;
