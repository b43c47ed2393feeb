import type { RuntimeSettings } from "../../config/runtimes.ts";
import type { Permissions } from "../../domain/agent/permissions.ts";
import { cliEnvironment, MODEL_VARIABLES } from "../cli-environment.ts";
import { promptArgument } from "../prompt-argument.ts";
import type { AgentStart, Launch } from "../runtime.ts";
import { CODEX_EVENTS } from "./hooks.ts";
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
  const program = [
    entry.command ?? "codex",
    ...options(start),
    ...(entry.model === undefined ? [] : ["-m", entry.model]),
    ...entry.args,
    ...conversationOf(start),
    // Behind `--`, so that neither a dash nor the name of a subcommand at its beginning is taken for one.
    ...(argument === "" ? [] : ["--", plainly(argument)]),
  ];
  return {
    argv: start.permissions === "edit" ? ["sh", "-c", WITH_GIT, ...program] : program,
    env: cliEnvironment(entry, start.environment, PASSED),
    files,
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
    ...set("approval_policy", tomlString(mayAsk ? "on-request" : "never")),
    ...set("sandbox_mode", tomlString(SANDBOXES[permissions])),
    ...set("projects", `{${[...new Set([worktree, root])].map(trusted).join(",")}}`),
    ...CODEX_EVENTS.flatMap((event) => set(`hooks.${event}`, hookOf(start.hook(event)))),
  ];
}

const set = (key: string, value: string): string[] => ["-c", `${key}=${value}`];

const trusted = (path: string): string => `${tomlString(path)}={trust_level="trusted"}`;

const hookOf = (command: string): string => `[{hooks=[{type="command",command=${tomlString(command)}}]}]`;

function conversationOf({ mode, conversation }: AgentStart): string[] {
  const exec = mode === "headless" ? ["exec"] : [];
  return conversation?.resume ? [...exec, "resume", conversation.id] : exec;
}
