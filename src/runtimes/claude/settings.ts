import type { AgentMode, Permissions } from "../../domain/agent/permissions.ts";
import { MCP_NAME } from "../role-file.ts";

/** Those that every version in use knows: a name that one does not know stops it with a dialog. */
export const CLAUDE_EVENTS = [
  "SessionStart",
  "UserPromptSubmit",
  "PreToolUse",
  "PostToolUse",
  "PostToolUseFailure",
  "PermissionRequest",
  "Notification",
  "Stop",
  "StopFailure",
  "SubagentStop",
  "PreCompact",
  "SessionEnd",
] as const;

/** A hook that takes longer is given up; the agent waits for it. */
const HOOK_TIMEOUT_S = 5;

/** `--permission-mode` for each level. `dontAsk` refuses whatever would need a yes. */
export const MODES: Record<Permissions, string> = {
  read: "dontAsk",
  ask: "default",
  edit: "acceptEdits",
  full: "bypassPermissions",
};

/** A plan ends in a dialog, and in less freedom than it began with. */
const NEVER = ["EnterPlanMode"];
/** Without a screen nobody sees what it asks. */
const ASKING = ["AskUserQuestion"];
const EDITS = ["Edit", "Write", "NotebookEdit"];
/** An agent talks to overstory by its commands or its tools, and its token says what it may do there. */
const ALWAYS = ["Bash(overstory:*)", `mcp__${MCP_NAME}`];
/** Work that is not committed is not done. */
const COMMITS = ["Bash(git add:*)", "Bash(git commit:*)", "Bash(git status:*)", "Bash(git diff:*)"];

interface Wanted {
  permissions: Permissions;
  mode: AgentMode;
  hook(event: string): string;
  /** Absolute paths of files outside of its worktree. */
  readable: readonly string[];
}

/** The settings of one start; those of the person and the project hold beside them. */
export function claudeSettings({ permissions, mode, hook, readable }: Wanted): object {
  const hooks = CLAUDE_EVENTS.map((event) => [
    event,
    [{ hooks: [{ type: "command", command: hook(event), timeout: HOOK_TIMEOUT_S }] }],
  ]);
  return {
    hooks: Object.fromEntries(hooks),
    permissions: {
      allow: [
        ...ALWAYS,
        ...(permissions === "edit" ? COMMITS : []),
        // Two slashes: an absolute path.
        ...readable.map((path) => `Read(/${path})`),
      ],
      deny: [...NEVER, ...(mode === "headless" ? ASKING : []), ...(permissions === "read" ? EDITS : [])],
    },
    // Grey text in the input box cannot be told from a draft.
    promptSuggestionEnabled: false,
    spinnerTipsEnabled: false,
    // Otherwise a usage limit ends in a dialog.
    autoContinueAtUsageLimit: true,
    ...(permissions === "full" && { skipDangerousModePermissionPrompt: true }),
  };
}
