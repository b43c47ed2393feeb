import type { TaskStatus } from "./task.ts";

/** What is known of a worktree that may be in the way. */
export interface WorktreeFacts {
  /** It is one of those that overstory makes. */
  isOurs: boolean;
  /** It was a person's before, and still is. */
  isAdopted: boolean;
  /** Why git has it locked, empty where no reason was given; null when it is not. */
  locked: string | null;
  /** The configuration keeps what is done with. */
  isKept: boolean;
  /** Key of an open session that works there; null without one. */
  openSession: string | null;
  /** Pids of processes that are in it; null when that cannot be told. */
  processes: readonly number[] | null;
  /** Of the task that was worked on there last; null without one. */
  taskStatus: TaskStatus | null;
  /** Uncommitted files, or git's words where they cannot be counted. */
  dirty: number | { unreadable: string };
  /** Name of a branch that has all of its commits; null when none is known to. */
  mergedInto: string | null;
  /** Commits that no other branch is known to have; null when they cannot be counted. */
  ownCommits: number | null;
}

export interface CleanDecision {
  remove: boolean;
  /** Why it may go, or all that speaks for its staying. */
  reasons: string[];
}

/** Whether a worktree may be removed. Only what is proven to be in nobody's way goes: in doubt it stays. */
export function decideClean(facts: WorktreeFacts): CleanDecision {
  const against = objections(facts);
  if (against.length > 0) return { remove: false, reasons: against };
  const isEmpty = facts.ownCommits === 0;
  return {
    remove: true,
    reasons: [
      isEmpty ? "nothing was committed" : `merged into ${facts.mergedInto}`,
      "nothing uncommitted",
      "no live process",
    ],
  };
}

function objections(facts: WorktreeFacts): string[] {
  const { isOurs, isAdopted, locked, isKept, openSession, processes, taskStatus, dirty, mergedInto } = facts;
  const reasons: string[] = [];
  if (!isOurs) reasons.push("overstory did not make it");
  if (isAdopted) reasons.push("it was taken over from a person");
  if (locked !== null) reasons.push(locked === "" ? "it is locked" : `it is locked: ${locked}`);
  if (isKept) reasons.push("worktrees.keep is all");
  if (openSession !== null) reasons.push(`${openSession} works there`);
  if (processes === null) reasons.push("its processes cannot be seen");
  else if (processes.length > 0) reasons.push(`a process is in it: ${processes.slice(0, 5).join(", ")}`);
  if (taskStatus !== null && GOING_ON.includes(taskStatus)) reasons.push(`its task is ${taskStatus}`);
  if (typeof dirty === "object") reasons.push(`it cannot be read: ${dirty.unreadable}`);
  else if (dirty > 0) reasons.push(`${dirty === 1 ? "1 file is" : `${dirty} files are`} uncommitted`);
  if (mergedInto === null) reasons.push(describeUnmerged(facts.ownCommits));
  return reasons;
}

const GOING_ON: readonly TaskStatus[] = ["todo", "underway", "review", "paused"];

function describeUnmerged(ownCommits: number | null): string {
  if (ownCommits === null) return "whether its commits are merged cannot be told";
  return `${ownCommits === 1 ? "1 commit of it is" : `${ownCommits} commits of it are`} not merged`;
}
