import { join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where Claude Code keeps what it knows of this person: conversations, running sessions, logins. */
export const claudeFolder = ({ CLAUDE_CONFIG_DIR, HOME }: Environment): string =>
  CLAUDE_CONFIG_DIR || join(HOME ?? "/", ".claude");

/** The file with its own state: what was trusted, and whether its first questions were answered. */
export const claudeStateFile = ({ CLAUDE_CONFIG_DIR, HOME }: Environment): string =>
  join(CLAUDE_CONFIG_DIR || (HOME ?? "/"), ".claude.json");
