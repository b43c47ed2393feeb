/**
 * What an agent may do without asking a person.
 *
 * - read: look at things; ask: look, and everything else after a person's yes
 * - edit: also change files of its worktree; full: everything
 */
export const PERMISSIONS = ["read", "ask", "edit", "full"] as const;
export type Permissions = (typeof PERMISSIONS)[number];

/** interactive: its screen is in the pane and it can be talked to; headless: it carries out one prompt and ends. */
export const AGENT_MODES = ["interactive", "headless"] as const;
export type AgentMode = (typeof AGENT_MODES)[number];
