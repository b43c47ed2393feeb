export const POLICY_FILE = "gemini-policy.toml";

const CHANGING = ["run_shell_command", "write_file", "replace"];

/** Rules under which nothing can be changed, and nobody is asked. */
export const READ_POLICY = CHANGING.map(
  (tool) => `[[rule]]
toolName = "${tool}"
decision = "deny"
priority = 900
denyMessage = "You may only read here."
`,
).join("\n");
