import type { Run } from "../run.ts";

/** How an agent whose turn is over stands among those of its run. */
export interface TeamFacts {
  /** For the coordinator of a run. */
  coordination: {
    /** Tasks of the run that are not closed, and all but its own. */
    open: number;
    tasks: number;
    plan: Run["plan"];
    /** The mail that tells it that all of them are closed is sent: that wakes it, and nothing else has to. */
    isClosureTold: boolean;
  } | null;
  /** Tasks that it has had made, and that are not closed. */
  openChildren: number;
  /** Its work is what it says: it is to change nothing. */
  changesNothing: boolean;
  /** Until when it may wait for the answer to what it asked by mail, ms UTC; null when it asked nothing. */
  answerDueAt: number | null;
}

export const ALONE: TeamFacts = {
  coordination: null,
  openChildren: 0,
  changesNothing: false,
  answerDueAt: null,
};

/** Why it may be idle: it is woken by mail. */
export function waitsForOthers({ coordination, openChildren }: TeamFacts): boolean {
  if (coordination === null) return openChildren > 0;
  const { plan, open, tasks, isClosureTold } = coordination;
  if (plan === "drafting") return false;
  return plan === "proposed" || open > 0 || (tasks > 0 && !isClosureTold);
}

/** What is missing from one whose work is that of others, or a word: for people, and as it is told; null for work as usual. */
export function missingWord({
  coordination,
  changesNothing,
}: TeamFacts): { fault: string; reminder: string } | null {
  if (coordination?.plan === "drafting")
    return {
      fault: "has not said that its plan is ready",
      reminder: `[overstory] ${coordination.tasks === 0 ? "Your plan has no task yet." : `Your plan has ${count(coordination.tasks)}.`} Spawn what is missing (overstory spawn); when the plan is ready to be looked at: overstory plan-ready`,
    };
  if (coordination)
    return {
      fault: "has not said that the run is done",
      reminder: `[overstory] ${coordination.tasks === 0 ? "You have spawned no task yet." : "Every task of the run is closed."} ${SAY_DONE} If not, spawn what is missing (overstory spawn).`,
    };
  if (!changesNothing) return null;
  return {
    fault: "has not said what it found",
    reminder:
      '[overstory] You have not said what you found. When you are done: overstory done --summary "…". If not, go on.',
  };
}

const SAY_DONE = 'If the goal is met, or cannot be: overstory done --summary "…".';

const count = (tasks: number): string => (tasks === 1 ? "1 task" : `${tasks} tasks`);
