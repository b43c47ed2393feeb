import type { MergeState } from "../../domain/merge.ts";
import type { Outcome } from "../../domain/session.ts";
import type { TaskStatus } from "../../domain/task.ts";

/** POST /spawn: somebody is to do this. It is a task of the caller's run; its session is the caller's child. */
export interface SpawnRequest {
  title: string;
  prompt?: string | undefined;
  role?: string | undefined;
  runtime?: string | undefined;
  /** For the shell runtime. */
  command?: string | undefined;
  /** Keys of tasks of the run that must be complete first. */
  dependsOn?: string[] | undefined;
  gates?: string[] | undefined;
  /** The same id again answers with the same task. */
  requestId?: string | undefined;
}

/** What became of a spawn, or of one of the caller's children. */
export interface ChildView {
  task: {
    key: string;
    title: string;
    status: TaskStatus;
    /** Why it is where it is, if it was stopped or goes back. */
    reason: string | null;
    /** What was done, or found, in the words of whoever did it. */
    summary: string | null;
  };
  role: string;
  /** Its newest session; null while it waits for its turn, and `waitsFor` says why. */
  session: {
    key: string;
    name: string;
    state: string;
    attention: string | null;
    outcome: Outcome | null;
  } | null;
  waitsFor: string | null;
  merge: { key: string; state: MergeState; reason: string | null } | null;
}

/** POST /done: the caller has carried out its task. */
export interface DoneRequest {
  summary?: string | undefined;
}
