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
