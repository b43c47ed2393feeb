import type { WordTable } from "../../../domain/import/parse-field.ts";
import type { RunStatus } from "../../../domain/run.ts";
import type { SessionState } from "../../../domain/session.ts";

/** Whether an agent is in a turn is not kept apart here: it is alive. */
export const STATES: WordTable<SessionState> = {
  booting: "booting",
  working: "working",
  in_turn: "working",
  between_turns: "working",
  stalled: "stalled",
  zombie: "zombie",
  completed: "completed",
};

export const RUN_STATUSES: WordTable<RunStatus> = {
  active: "active",
  completed: "completed",
  failed: "failed",
};
