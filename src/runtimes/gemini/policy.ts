import type { Permissions } from "../../domain/agent/permissions.ts";
import { MCP_NAME } from "../role-file.ts";

export const POLICY_FILE = "gemini-policy.toml";

const CHANGING = ["run_shell_command", "write_file", "replace"];

const DENIALS = CHANGING.map(
  (tool) => `[[rule]]
toolName = "${tool}"
decision = "deny"
priority = 900
denyMessage = "You may only read here, and run overstory."
`,
);

/** What an agent may do with overstory is said by its token. */
const OVERSTORY = [
  `[[rule]]
toolName = "run_shell_command"
commandPrefix = "overstory"
decision = "allow"
priority = 950
`,
  `[[rule]]
mcpName = "${MCP_NAME}"
toolName = "*"
decision = "allow"
priority = 950
`,
];

/** Rules beside those of its mode. Under `read` nothing can be changed, and nobody is asked. */
export const policy = (permissions: Permissions): string =>
  [...OVERSTORY, ...(permissions === "read" ? DENIALS : [])].join("\n");
