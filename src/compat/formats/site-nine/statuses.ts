import type { WordTable } from "../../../domain/import/parse-field.ts";
import type { Attention, Outcome, SessionPhase } from "../../../domain/session.ts";
import type { Priority, TaskStatus } from "../../../domain/task.ts";

/** What the status of an agent still says once its times have told whether it has ended. */
export interface AgentStatus {
  /** While it is open. */
  attention: Attention | null;
  phase: SessionPhase;
  /** Once it has ended. */
  outcome: Outcome | null;
}

/** Of agents, of their files, and of missions. */
export const AGENT_STATUSES: WordTable<AgentStatus> = {
  "in-progress": { attention: null, phase: "initializing", outcome: null },
  paused: { attention: "paused", phase: "initializing", outcome: null },
  completed: { attention: null, phase: "completed", outcome: "unverified" },
  failed: { attention: null, phase: "failed", outcome: "failed" },
  aborted: { attention: null, phase: "abandoned", outcome: "abandoned" },
  active: { attention: null, phase: "initializing", outcome: null },
  idle: { attention: null, phase: "initializing", outcome: null },
  suspended: { attention: "paused", phase: "initializing", outcome: null },
  role_pending: { attention: null, phase: "initializing", outcome: null },
  persona_pending: { attention: null, phase: "initializing", outcome: null },
  ended: { attention: null, phase: "completed", outcome: "unverified" },
};

export const TASK_STATUSES: WordTable<TaskStatus> = {
  todo: "todo",
  underway: "underway",
  blocked: "blocked",
  paused: "paused",
  review: "review",
  complete: "complete",
  aborted: "aborted",
};

export const PRIORITIES: WordTable<Priority> = {
  critical: "critical",
  high: "high",
  medium: "medium",
  low: "low",
};

/** Those of all its versions. */
export const ROLES: WordTable<string> = {
  administrator: "Administrator",
  architect: "Architect",
  builder: "Builder",
  engineer: "Engineer",
  manager: "Manager",
  tester: "Tester",
  documentarian: "Documentarian",
  designer: "Designer",
  inspector: "Inspector",
  operator: "Operator",
  historian: "Historian",
};
