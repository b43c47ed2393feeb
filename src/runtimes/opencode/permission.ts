import type { Permissions } from "../../domain/agent/permissions.ts";
import { MCP_NAME } from "../role-file.ts";

type Rule = "allow" | "ask" | "deny";
/** OpenCode's own form: a tool's rule, or rules by what it is called with, of which the last that fits counts. */
type Rules = Rule | Record<string, Rule | Record<string, Rule>>;

const LOOKING = {
  read: "allow",
  grep: "allow",
  glob: "allow",
  list: "allow",
  lsp: "allow",
  skill: "allow",
  task: "allow",
  todoread: "allow",
  todowrite: "allow",
  question: "allow",
  // What it may do there is said by its token.
  [`${MCP_NAME}_*`]: "allow",
} as const;

/** Commands that look at a repository. */
const GIT_LOOKS = ["git status*", "git diff*", "git log*", "git show*"];
/** And those that a change needs to be kept. */
const GIT_KEEPS = [...GIT_LOOKS, "git add*", "git commit*"];

const allow = (commands: readonly string[], others: Rule): Record<string, Rule> => ({
  "*": others,
  "overstory *": "allow",
  ...Object.fromEntries(commands.map((command) => [command, "allow" as const])),
});

/** What OpenCode may do at each level. It has no sandbox: a command that is allowed may do anything. */
export const PERMISSION: Record<Permissions, Rules> = {
  read: { "*": "deny", ...LOOKING, bash: allow(GIT_LOOKS, "deny") },
  ask: { "*": "ask", ...LOOKING, bash: allow(GIT_LOOKS, "ask") },
  edit: { "*": "ask", ...LOOKING, edit: "allow", bash: allow(GIT_KEEPS, "ask") },
  full: "allow",
};
