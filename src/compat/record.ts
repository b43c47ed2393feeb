import type { ActivityKind } from "../domain/activity.ts";
import type { ContextKind } from "../domain/context.ts";
import type { RunStatus } from "../domain/run.ts";
import type {
  Attention,
  Outcome,
  SessionPhase,
  SessionSource,
  SessionState,
  SessionType,
} from "../domain/session.ts";
import type { SprintStatus } from "../domain/sprint.ts";
import type { Priority, TaskStatus } from "../domain/task.ts";

/**
 * What a row of any source comes down to, before it is written. References are by what things are called in the source
 * (`SourceRef`): the engine turns them into ours, and a reference that leads nowhere is told in the report.
 *
 * Times are ms UTC. `extra` is everything of the row that has no place of its own: it is kept on the imported thing
 * (metadata.imported), so that nothing is lost.
 */
export type MappedRecord =
  | RunRecord
  | SessionRecord
  | SprintRecord
  | TaskRecord
  | DependencyRecord
  | ActivityRecord
  | ExtraRecord;

/** A thing of the source: which kind it is, and its id there. Ids are compared as text. */
export interface SourceRef {
  kind: "run" | "session" | "sprint" | "task";
  id: string;
}

interface Identified {
  /** What it is called in the source; two records of one kind with the same id are one thing and are merged. */
  id: string;
  /** A key or name that people know it by there (`SESSION-001`, `OPR-H-0032`); kept if it is free here, else still findable. */
  formerKey: string | null;
  extra: Record<string, unknown>;
}

export interface RunRecord extends Identified {
  kind: "run";
  goal: string;
  status: RunStatus;
  reason: string | null;
  startedAt: number;
  endedAt: number | null;
}

export interface SessionRecord extends Identified {
  kind: "session";
  name: string;
  role: string;
  source: SessionSource;
  type: SessionType;
  /** As the source says; what it calls open is checked against the world where it names a process. */
  state: SessionState;
  phase: SessionPhase;
  outcome: Outcome | null;
  attention: Attention | null;
  reason: string | null;
  run: SourceRef | null;
  /** By id, or by the name of another session of the source. */
  parent: { id: string } | { name: string } | null;
  depth: number;
  worktree: string | null;
  branch: string | null;
  pid: number | null;
  /** Name of a tmux session of the earlier product. */
  tmuxSession: string | null;
  escalationLevel: number;
  stalledSince: number | null;
  summary: string | null;
  metadata: Record<string, unknown>;
  conversationId: string | null;
  activeMs: number | null;
  startedAt: number;
  lastActivityAt: number;
  endedAt: number | null;
  /** What it works on, if the source says so with certainty. */
  currentTask: SourceRef | null;
  /** The stack, from the project up. */
  frames: { kind: ContextKind; ref: SourceRef | null; pushedAt: number }[];
}

export interface SprintRecord extends Identified {
  kind: "sprint";
  title: string;
  goal: string;
  status: SprintStatus;
  createdAt: number;
  closedAt: number | null;
}

export interface TaskRecord extends Identified {
  kind: "task";
  title: string;
  description: string;
  status: TaskStatus;
  priority: Priority;
  role: string | null;
  category: string | null;
  estimateMs: number | null;
  run: SourceRef | null;
  sprint: SourceRef | null;
  parent: SourceRef | null;
  summary: string | null;
  /** Who works on it, as the source has it: it becomes a pointer only where it is certain, else a suggestion. */
  holder: { id: string } | { name: string } | null;
  createdAt: number;
  updatedAt: number;
  closedAt: number | null;
}

export interface DependencyRecord {
  kind: "dependency";
  task: SourceRef;
  dependsOn: SourceRef;
}

export interface ActivityRecord {
  kind: "activity";
  session: SourceRef;
  at: number;
  activity: ActivityKind;
  text: string;
  task: SourceRef | null;
  sprint: SourceRef | null;
  data: Record<string, unknown>;
}

/** A row that we have no place for (a chat message, a review, a persona): kept as it is with what it belongs to, or with the import. */
export interface ExtraRecord {
  kind: "extra";
  belongsTo: SourceRef | null;
}
