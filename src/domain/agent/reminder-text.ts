import type { WorkAfterTurn } from "./after-turn.ts";

const MOST_NAMES = 5;

/** What is missing in the work of an agent that has ended its turn: in words for people, and as it is told the agent. */
export function unfinishedText(work: WorkAfterTurn | null): { fault: string; reminder: string } {
  const dirty = work?.dirty ?? [];
  if (dirty.length > 0)
    return {
      fault: `left uncommitted: ${names(dirty)}`,
      reminder: `[overstory] Your work is not committed yet: ${names(dirty)}. If the task is done, commit what belongs to it and remove the rest; if not, go on. ${HOW_TO_ASK}`,
    };
  if (work?.givenBackAs)
    return {
      fault: `has changed nothing since ${work.givenBackAs} was refused`,
      reminder: `[overstory] Your branch is as it was when ${work.givenBackAs} was refused. Bring both sides together as you were told, and commit. ${HOW_TO_ASK}`,
    };
  return {
    fault: "has committed nothing",
    reminder: `[overstory] Nothing is committed on your branch yet. Go on with your task, and commit your work. If nothing is to be changed, say so: overstory task complete. ${HOW_TO_ASK}`,
  };
}

export const HOW_TO_ASK = 'To ask a person: overstory signal wait question --reason "…", then end your turn.';

function names(paths: readonly string[]): string {
  const shown = paths.slice(0, MOST_NAMES).join(", ");
  const more = paths.length - MOST_NAMES;
  return more > 0 ? `${shown} and ${more} more` : shown;
}
