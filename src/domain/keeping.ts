import { type FinalPhase, isFinalPhase, type Outcome, type Session } from "./session.ts";

/**
 * The outcome of a kept session that says none: what it declared, and only work that was checked counts as success.
 *
 * @param isGood it stands its check, and completed a task
 */
export function outcomeOf({ phase }: Pick<Session, "phase">, isGood: boolean): Outcome {
  if (phase === "failed" || phase === "abandoned") return phase;
  return isGood ? "success" : "unverified";
}

/** The phase in which a kept session ends: a final one that it has declared stays. */
export function phaseAtEnd({ phase }: Pick<Session, "phase">, outcome: Outcome): FinalPhase {
  if (isFinalPhase(phase)) return phase;
  if (outcome === "failed") return "failed";
  return outcome === "abandoned" ? "abandoned" : "completed";
}

/**
 * A name for a kept session that no open one has: `cli-1`, `cli-2`, …; for a wish `builder`, `builder-2`, …
 *
 * @param isTaken whether an open session has that name
 */
export function findFreeName(
  wish: { source: string } | { name: string },
  isTaken: (name: string) => boolean,
): string {
  const [base, first] = "name" in wish ? [wish.name, wish.name] : [wish.source, `${wish.source}-1`];
  let name = first;
  for (let number = 2; isTaken(name); number++) name = `${base}-${number}`;
  return name;
}
