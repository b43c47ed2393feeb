import type { MergeState } from "../../domain/merge.ts";

export interface MergeView {
  /** `MERGE-001` */
  key: string;
  run: string;
  task: string;
  session: string;
  branch: string;
  headCommit: string;
  target: string;
  state: MergeState;
  mergeCommit: string | null;
  conflictFiles: string[];
  /** The other side of a conflict: `RUN-001/api (SESSION-004)`; null when it is not known. */
  conflictsWith: string | null;
  reason: string | null;
  /** The gates that run on it now, or ran last, with where their output is. */
  gates: { command: string; passed: boolean | null; exitCode: number | null; log: string }[];
  queuedAt: string;
  settledAt: string | null;
}

/** GET /conflicts: open branches that cannot be merged together as they are now. */
export interface ConflictView {
  /** Tasks with their sessions, or the branch that both are to be merged into. */
  ours: { label: string; branch: string };
  theirs: { label: string; branch: string };
  files: string[];
}
