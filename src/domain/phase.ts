import type { Approval } from "./approval.ts";
import { isFinalPhase, isOpen, SESSION_PHASES, type Session, type SessionPhase } from "./session.ts";
import type { Refusal } from "./task-rules.ts";

/** What is asked when a session asks for approval and does not say of what. */
export const DEFAULT_QUESTION = "the plan";

export const isPhase = (text: string): text is SessionPhase =>
  (SESSION_PHASES as readonly string[]).includes(text);

/** Where one may go whose plan was rejected: to a new plan, or to its end. */
const AFTER_REJECTION: readonly SessionPhase[] = [
  "investigating",
  "planning",
  "approval",
  "failed",
  "abandoned",
];

/**
 * Why a session may not declare that phase, and what to do instead; null when it may. Final phases are final, and approval
 * is a gate: with an open question a session may only ask again or give up.
 *
 * @param approval the newest that it, or whose work it goes on with, asked for
 */
export function refusePhase(
  { key, state, phase }: Pick<Session, "key" | "state" | "phase">,
  to: SessionPhase,
  approval: Pick<Approval, "decision" | "question" | "note"> | null,
): Refusal | null {
  if (isFinalPhase(phase)) return { message: `the phase of ${key} is ${phase}, which is final` };
  if (!isOpen(state)) return { message: `${key} has ended; its phase stays ${phase}` };
  if (phase !== "approval" || approval === null || approval.decision === "approved") return null;
  if (approval.decision === "rejected") {
    if (AFTER_REJECTION.includes(to)) return null;
    const note = approval.note === null ? "" : ` (${approval.note})`;
    return {
      message: `what ${key} asked for was rejected${note}: ${approval.question}`,
      hint: "overstory phase planning, and then ask anew: overstory phase approval",
    };
  }
  if (to === "approval" || to === "failed" || to === "abandoned") return null;
  return {
    message: `${key} waits for an approval: ${approval.question}`,
    hint: `a person decides: overstory approve ${key}, or overstory reject ${key}`,
  };
}

/** What a session that goes on with another's work starts from. */
export interface Inheritance {
  phase: SessionPhase;
  metadata: Record<string, unknown>;
}

/**
 * @param phase the one that the predecessor declared last; null when it declared none
 * @param resumable the phases in which work can be taken up
 */
export const inherit = (
  predecessor: Pick<Session, "metadata"> | null,
  phase: SessionPhase | null,
  resumable: readonly SessionPhase[],
): Inheritance => ({
  phase: phase !== null && resumable.includes(phase) ? phase : "initializing",
  metadata: predecessor?.metadata ?? {},
});
