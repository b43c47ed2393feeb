import type { WordTable } from "../../../domain/import/parse-field.ts";
import type { Outcome, SessionPhase } from "../../../domain/session.ts";

/** The words are the same; what comes of a session in its last phase is not said there in a word of its own. */
export const PHASES: WordTable<SessionPhase> = {
  initializing: "initializing",
  investigating: "investigating",
  planning: "planning",
  approval: "approval",
  executing: "executing",
  validating: "validating",
  completed: "completed",
  failed: "failed",
  abandoned: "abandoned",
};

/** A session that is said to be completed has not been checked by anyone. */
export const OUTCOMES: Partial<Record<SessionPhase, Outcome>> = {
  completed: "unverified",
  failed: "failed",
  abandoned: "abandoned",
};
