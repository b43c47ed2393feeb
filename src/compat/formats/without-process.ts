import type { SessionRecord } from "../record.ts";

/** What systems that keep sessions without running them have nothing to say of. */
export const WITHOUT_PROCESS = {
  run: null,
  parent: null,
  depth: 0,
  worktree: null,
  branch: null,
  pid: null,
  tmuxSession: null,
  escalationLevel: 0,
  stalledSince: null,
} as const satisfies Partial<SessionRecord>;
