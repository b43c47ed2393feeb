import type { ProcessIdentity } from "./session.ts";

/** One run of one gate: a command that must exit with 0 in the worktree before the work is merged. */
export interface GateRun {
  id: string;
  taskId: string;
  sessionId: string;
  /** Place in the task's list of gates, from 0. */
  position: number;
  command: string;
  /** The commit that it checked; null when that is not known, or the work tree held more than a commit. */
  headCommit: string | null;
  process: ProcessIdentity | null;
  startedAt: number;
  endedAt: number | null;
  /** null while it runs, or when it ended without leaving a status. */
  exitCode: number | null;
  /** Passed, failed, or null while it runs. */
  passed: boolean | null;
}
