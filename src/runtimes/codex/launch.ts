import { join } from "node:path";
import type { RuntimeSettings } from "../../config/runtimes.ts";
import type { Permissions } from "../../domain/agent/permissions.ts";
import { cliEnvironment, MODEL_VARIABLES } from "../cli-environment.ts";
import { promptArgument } from "../prompt-argument.ts";
import { quoteWord } from "../quote-word.ts";
import { MCP_NAME } from "../role-file.ts";
import type { AgentStart, Launch, McpServer } from "../runtime.ts";
import { CODEX_EVENTS, codexHookContext } from "./hooks.ts";
import { tomlString } from "./toml.ts";

/** Its home, its keys, and where its provider is. A provider's own key variable is named in the configuration. */
export const PASSED = [
  ...MODEL_VARIABLES,
  "CODEX_HOME",
  "CODEX_SQLITE_HOME",
  "CODEX_API_KEY",
  "CODEX_ACCESS_TOKEN",
  "CODEX_CA_CERTIFICATE",
  "OPENAI_*",
];

/** At which event it is told its role, and the file with the hook's answer. */
const ROLE_EVENT = "SessionStart";
const ROLE_CONTEXT = "role.json";

const SANDBOXES: Record<Permissions, string> = {
  read: "read-only",
  ask: "read-only",
  edit: "workspace-write",
  full: "danger-full-access",
};

/**
 * The sandbox keeps all of .git from being written to, so that nothing could be committed: lets it write what a commit
 * writes, and neither hooks nor configuration. Only git can tell where that is for a worktree.
 */
const WITH_GIT = String.raw`
g=$(git rev-parse --absolute-git-dir) && c=$(git rev-parse --path-format=absolute --git-common-dir) || exit 1
toml() { printf '"%s"' "$(printf %s "$1" | sed 's/[\\"]/\\&/g')"; }
r="$(toml "$g"),$(toml "$c/objects"),$(toml "$c/refs"),$(toml "$c/logs")"
exec "$0" -c "sandbox_workspace_write.writable_roots=[$r]" "$@"
`.trim();

export function launchCodex(entry: RuntimeSettings, start: AgentStart): Launch {
  const { argument, files } = promptArgument(start.prompt, start.folder);
  const model = start.model ?? entry.model;
  const program = [
    entry.command ?? "codex",
    ...options(start),
    ...(model === undefined ? [] : ["-m", model]),
    ...entry.args,
    ...conversationOf(start),
    // Behind `--`, so that neither a dash nor the name of a subcommand at its beginning is taken for one.
    ...(argument === "" ? [] : ["--", plainly(argument)]),
  ];
  return {
    argv: start.permissions === "edit" ? ["sh", "-c", WITH_GIT, ...program] : program,
    env: cliEnvironment(entry, start.environment, PASSED),
    files: {
      ...files,
      ...(start.instructions !== null && {
        [ROLE_CONTEXT]: codexHookContext(ROLE_EVENT, start.instructions.trim()) ?? "",
      }),
    },
  };
}

/** Codex would run what follows a `!` as a shell command, also here: a line break before it makes it text. */
const plainly = (prompt: string): string => (/^\s*[/!]/u.test(prompt) ? `\n${prompt}` : prompt);

function options(start: AgentStart): string[] {
  const { permissions, mode, worktree, root } = start;
  const mayAsk = mode === "interactive" && (permissions === "ask" || permissions === "edit");
  return [
    // Without it processes are left behind that outlive the pane.
    "--no-daemon",
    "--dangerously-bypass-hook-trust",
    ...set("check_for_update_on_startup", "false"),
    // A login shell may set a PATH of its own, without overstory.
    ...set("allow_login_shell", "false"),
    ...set("approval_policy", tomlString(mayAsk ? "on-request" : "never")),
    ...set("sandbox_mode", tomlString(SANDBOXES[permissions])),
    ...set("projects", `{${[...new Set([worktree, root])].map(trusted).join(",")}}`),
    ...CODEX_EVENTS.flatMap((event) => set(`hooks.${event}`, hookOf(...commandsOf(start, event)))),
    ...(start.mcp === null ? [] : set(`mcp_servers.${MCP_NAME}`, serverOf(start.mcp))),
  ];
}

/** A hook at the start tells it what its role is: what stands in its arguments can be seen by everybody. */
const commandsOf = ({ hook, instructions, folder }: AgentStart, event: string): string[] => [
  hook(event),
  ...(event === ROLE_EVENT && instructions !== null ? [`cat ${quoteWord(join(folder, ROLE_CONTEXT))}`] : []),
];

/** Of its own environment the server gets what is named here. What it may do is said by its token. */
const serverOf = ({ command, args, env }: McpServer): string => {
  const list = (texts: readonly string[]) => `[${texts.map(tomlString).join(",")}]`;
  const names = list(Object.keys(env));
  return `{command=${tomlString(command)},args=${list(args)},env_vars=${names},default_tools_approval_mode="approve"}`;
};

const set = (key: string, value: string): string[] => ["-c", `${key}=${value}`];

const trusted = (path: string): string => `${tomlString(path)}={trust_level="trusted"}`;

const hookOf = (...commands: readonly string[]): string =>
  `[{hooks=[${commands.map((command) => `{type="command",command=${tomlString(command)}}`).join(",")}]}]`;

function conversationOf({ mode, conversation }: AgentStart): string[] {
  const exec = mode === "headless" ? ["exec"] : [];
  return conversation?.resume ? [...exec, "resume", conversation.id] : exec;
}
