import type { Turn } from "./turn.ts";

/**
 * What follows from what a CLI says of itself outside of its hooks.
 *
 * - interrupted: its turn is over, and no hook has told that; answered: the dialog that it told of is gone
 * - look: it waits for a person, and what it asks is not known
 * - wait: it may be that its hooks are only late
 */
export type StatusFinding = "interrupted" | "answered" | "look" | "wait" | null;

export interface StatusEvidence {
  status: "working" | "idle" | "waiting";
  /** When it began to say so; times are ms UTC. */
  statusAt: number;
  turn: Turn;
  /** When its hooks last told something. */
  heardAt: number;
  now: number;
}

/** So long the two may differ: a hook and the file that says the same are some 100 ms apart, on a machine that is at rest. */
export const STATUS_SETTLES_MS = 2000;

export function findInStatus({ status, statusAt, turn, heardAt, now }: StatusEvidence): StatusFinding {
  const finding = contradiction(status, turn);
  if (finding === null) return null;
  // What it said before its hooks told otherwise is no news, however long it stands.
  const isOutdated = finding === "answered" ? statusAt <= heardAt : statusAt <= turn.since;
  if (isOutdated) return null;
  return now - Math.max(statusAt, heardAt) < STATUS_SETTLES_MS ? "wait" : finding;
}

function contradiction(status: StatusEvidence["status"], { state, ask }: Turn): StatusFinding {
  if (status === "waiting") return ask === null ? "look" : null;
  if (status === "working") return ask === null ? null : "answered";
  if (state === "working") return "interrupted";
  return ask === null ? null : "answered";
}
