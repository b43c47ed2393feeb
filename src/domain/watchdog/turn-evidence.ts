import type { Turn } from "../agent/turn.ts";
import type { Session } from "../session.ts";
import type { Evidence, TurnEvidence } from "./evidence.ts";

/**
 * What its turn says of whether an agent has to move. One with a task that has not taken its first prompt yet has to, and so
 * has one that left something going on.
 *
 * @param turn null for an agent that has none; then what it reported stands
 */
export function withTurn(
  evidence: Evidence,
  turn: Pick<Turn, "state" | "count" | "background"> | null,
  { currentTaskId }: Pick<Session, "currentTaskId">,
): Evidence {
  if (turn === null) return evidence;
  const isAwaited = turn.background > 0 || (turn.count === 0 && currentTaskId !== null);
  const next: TurnEvidence = turn.state === "idle" && !isAwaited ? "idle" : "working";
  if (next === evidence.turn) return evidence;
  return { ...evidence, turn: next, openTools: next === "idle" ? [] : evidence.openTools };
}
