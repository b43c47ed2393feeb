import { join } from "node:path";
import type { AgentStart } from "./runtime.ts";

/** Its name in the session's folder. */
export const ROLE_FILE = "role.md";

/**
 * What its role tells an agent, as a file of the session's own folder.
 *
 * @returns its path, null when there is nothing to tell; and the file, for `Launch.files`
 */
export function roleFile({ instructions, folder }: Pick<AgentStart, "instructions" | "folder">): {
  path: string | null;
  files: Record<string, string>;
} {
  if (instructions === null) return { path: null, files: {} };
  return { path: join(folder, ROLE_FILE), files: { [ROLE_FILE]: `${instructions.trim()}\n` } };
}

/** The name under which agents know overstory's tools. */
export const MCP_NAME = "overstory";
