import type { Permissions } from "./agent/permissions.ts";
import type { RestartPolicy } from "./restart.ts";

/** The roles that are built in. A project can change each, and add its own. */
export const BUILT_IN_ROLES = ["coordinator", "lead", "scout", "builder", "reviewer", "merger"] as const;
export type BuiltInRole = (typeof BUILT_IN_ROLES)[number];

/** Whom a role may have working for it. */
export interface SpawnRight {
  roles: readonly string[];
  /** Open sessions that one session may have at a time. */
  most: number;
}

/** What a session of a role is told and may do. */
export interface Role {
  name: string;
  /** One line, for lists. */
  summary: string;
  /** What its agents are told beside their task, as Markdown. */
  instructions: string;
  /** Path of the file that the instructions come from, when the project has its own; null for the built-in text. */
  source: string | null;
  /** null for the run's or the configuration's. */
  runtime: string | null;
  model: string | null;
  permissions: Permissions;
  /** null: it may have nobody work for it. */
  maySpawn: SpawnRight | null;
  /** Patterns of paths, from the top of the repository, that its work may change; null for all, [] for none. */
  mayWrite: readonly string[] | null;
  /** Gates of its tasks that name none; null for the configuration's. */
  gates: readonly string[] | null;
  restart: RestartPolicy | null;
  /** Who hears first when one of its sessions stands still. */
  escalateTo: "parent" | "operator";
  sandbox: Sandbox | null;
}

/**
 * What keeps an agent away from what is not its own.
 *
 * - bubblewrap: it can write its worktree, what a commit writes of the repository's git folder, its CLI's own folders and
 *   `writable`; the rest of the file system can only be read, and overstory's own state not even that
 * - command: words that go before the agent's own; `{worktree}` and `{gitDir}` stand for those paths
 */
export type Sandbox =
  | { kind: "bubblewrap"; network: boolean; writable: readonly string[] }
  | { kind: "command"; argv: readonly string[] };
