import { formatDuration } from "./format-duration.ts";
import { isFinalPhase, type SessionPhase } from "./session.ts";

/** Why work can or cannot be taken up where a session left it. */
export const RESUME_REASONS = [
  "session_resumable",
  "not_found",
  "phase_not_resumable",
  "too_old",
  "too_many_errors",
  "finalized",
  "awaiting_approval",
] as const;
export type ResumeReason = (typeof RESUME_REASONS)[number];

export interface ResumePolicy {
  /** From this age of its last activity on a session is too old. */
  maxAgeMs: number;
  /** With so many errors it is given up. */
  maxErrors: number;
  /** The phases in which work can be taken up by another. */
  phases: readonly SessionPhase[];
}

export const DEFAULT_RESUME: ResumePolicy = {
  maxAgeMs: 30 * 60_000,
  maxErrors: 3,
  phases: ["approval", "investigating", "planning"],
};

/** What decides whether a session can be resumed. */
export interface ResumeFacts {
  key: string;
  phase: SessionPhase;
  lastActivityAt: number;
  errorCount: number;
  /** What it asks a person; null when nothing is open. */
  openQuestion: string | null;
}

export interface ResumeDecision {
  resumable: boolean;
  reason: ResumeReason;
  /** The reason as a sentence. */
  message: string;
  /** Since its last activity; null for a session that does not exist. */
  ageMs: number | null;
}

/** @param facts null for a session that does not exist */
export function decideResume(facts: ResumeFacts | null, policy: ResumePolicy, now: number): ResumeDecision {
  if (facts === null)
    return { resumable: false, reason: "not_found", message: "there is no such session", ageMs: null };
  const ageMs = Math.max(0, now - facts.lastActivityAt);
  const obstacle = findObstacle(facts, policy, ageMs);
  if (obstacle) return { resumable: false, ...obstacle, ageMs };
  const message = `${facts.key} can be resumed: it is in phase ${facts.phase}`;
  return { resumable: true, reason: "session_resumable", message, ageMs };
}

function findObstacle(
  { key, phase, errorCount, openQuestion }: ResumeFacts,
  policy: ResumePolicy,
  ageMs: number,
): { reason: ResumeReason; message: string } | null {
  if (isFinalPhase(phase)) return { reason: "finalized", message: `${key} is over: its phase is ${phase}` };
  if (openQuestion !== null)
    return { reason: "awaiting_approval", message: `${key} waits for an approval: ${openQuestion}` };
  if (!policy.phases.includes(phase))
    return {
      reason: "phase_not_resumable",
      message: `${key} is in phase ${phase}; work can be taken up in ${policy.phases.join(", ")}`,
    };
  if (errorCount >= policy.maxErrors)
    return {
      reason: "too_many_errors",
      message: `${key} had ${errorCount} errors; with ${policy.maxErrors} it is given up`,
    };
  if (ageMs >= policy.maxAgeMs)
    return {
      reason: "too_old",
      message: `${key} was last active ${formatDuration(ageMs)} ago; it must be less than ${formatDuration(policy.maxAgeMs)}`,
    };
  return null;
}
