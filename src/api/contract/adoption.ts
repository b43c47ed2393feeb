import type { Permissions } from "../../domain/agent/permissions.ts";

/** POST /adoptions. */
export interface AdoptionRequest {
  /** A process, or one above it such as the shell of its pane; or a conversation. */
  target: { pid: number } | { conversation: string };
  runtime?: string | undefined;
  /** Break off its turn. */
  force?: boolean | undefined;
  /** Take it over: the conversation must be this one still. Without it nothing is changed, and what would be is answered. */
  conversation?: string | undefined;
  /** Of its session. */
  name?: string | undefined;
  /** The task that it gets. */
  task?: string | undefined;
}

/** An agent that a person started, and what it works on. */
export interface AdoptionView {
  runtime: string;
  conversation: string;
  folder: string;
  /** Top of the work tree around its folder. */
  worktree: string;
  branch: string | null;
  /** Number of paths with uncommitted changes. */
  dirtyFiles: number;
  /** null when it does not run. */
  pid: number | null;
  /** null when that cannot be told. */
  isBusy: boolean | null;
  /** What it may do unasked from then on. */
  permissions: Permissions;
  /** The line by which a person goes on with the conversation, where it is known. */
  byHand: string | null;
  /** Key of its session, when it was taken over. */
  session: string | null;
}
