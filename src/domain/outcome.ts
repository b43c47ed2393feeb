import type { FinalPhase, Outcome, StopCause } from "./session.ts";

export interface WorkFacts {
  commits: number;
  dirtyFiles: number;
  /** Paths that its commits change and that it may not change; "all" for one that may commit nothing. */
  strays?: readonly string[] | "all";
}

/** What is known about how a session ended. */
export interface EndFacts {
  /** Status as the shell reports it; null when the process vanished without leaving one. */
  exitCode: number | null;
  /** Set when the supervisor ended it. */
  stopCause: StopCause | null;
  /** It was told to end because its work was done: how its process took that says nothing. */
  isDismissed: boolean;
  /** What stands in the worktree, or git's words when it cannot be read; "missing" when it is gone, "none" for a session without one. */
  work: WorkFacts | { unreadable: string } | "missing" | "none";
  /** The runtime's exit status says by itself whether the work was done. */
  exitIsProof: boolean;
  /** It said that its task is done, and may end without commits: it was to change nothing, or had others do it. */
  isExcused?: boolean;
  /** Key of the merge that was refused, when its branch is still what was given back to it; null when it is not. */
  givenBackAs?: string | null;
  /** For the coordinator of a run: tasks of it that are not closed, and whether it said that it is done. */
  coordination?: { open: readonly string[]; isDeclared: boolean } | null;
  /** What took the agent's place to live away, such as the death of the tmux server; null when nothing did. */
  lost: string | null;
}

export interface Ending {
  state: "completed" | "zombie";
  /** `approval` when its question outlives it: the work waits for a person. */
  phase: FinalPhase | "approval";
  /** null only for a zombie: it is not known how it ended. */
  outcome: Outcome | null;
  /** One sentence for people. */
  reason: string;
}

/** How a session ended, from evidence: an exit alone is never taken for success. */
export function judgeEnding(facts: EndFacts): Ending {
  const { exitCode, stopCause, isDismissed, lost } = facts;
  if (stopCause === "stalled")
    return { state: "zombie", phase: "abandoned", outcome: null, reason: STOPPED.stalled };
  if (stopCause !== null)
    return { state: "completed", phase: "abandoned", outcome: "killed", reason: STOPPED[stopCause] };
  if (isDismissed) return judgeProperEnd("was let go when its turn was over", facts);
  if (exitCode === null || lost !== null) {
    const reason = lost ?? "its process vanished without an exit status";
    return { state: "zombie", phase: "abandoned", outcome: null, reason };
  }
  if (exitCode !== 0) return completed("failed", `exited with ${describeExit(exitCode)}`);
  return judgeProperEnd("exited with 0", facts);
}

/** @param how it came to its proper end, in words */
function judgeProperEnd(how: string, facts: EndFacts): Ending {
  const { work, isDismissed, exitIsProof, isExcused = false, givenBackAs = null, coordination } = facts;
  if (coordination) return withoutStrays(how, work, judgeCoordination(how, coordination, exitIsProof));
  const ending = judgeWork(how, work, (exitIsProof && !isDismissed) || isExcused);
  if (ending.outcome !== "success" || givenBackAs === null) return ending;
  return completed("unverified", `${how}, but its branch is as it was when ${givenBackAs} was refused`);
}

/** Its work is that of the others: it is over when all of them are, and is tried again when it ends before. */
function judgeCoordination(
  how: string,
  { open, isDeclared }: NonNullable<EndFacts["coordination"]>,
  exitIsProof: boolean,
): Ending {
  if (open.length > 0) {
    const which = open.length === 1 ? `${open[0]} is` : `${open.length} tasks of its run are`;
    return completed("failed", `${how}, but ${which} not closed`);
  }
  if (!isDeclared && !exitIsProof) return completed("failed", `${how}, without a word that its run is done`);
  return completed("success", `${how}, and every task of its run is closed`);
}

/** @param isEnough that it came to its end says that the work was done, also without commits */
function judgeWork(how: string, work: EndFacts["work"], isEnough: boolean): Ending {
  if (typeof work === "object" && "unreadable" in work)
    return completed("unverified", `${how}, but its work cannot be read: ${work.unreadable}`);
  if (work === "missing") return completed("failed", `${how}, but its worktree is gone`);
  if (work === "none")
    return isEnough ? completed("success", how) : completed("unverified", `${how}, with nothing to show`);
  const straying = describeStrays(work);
  if (straying !== null) return completed("unverified", `${how}, but ${straying}`);
  if (work.dirtyFiles > 0)
    return completed("unverified", `${how}, but left ${files(work.dirtyFiles)} uncommitted`);
  if (work.commits === 0 && !isEnough) return completed("unverified", `${how}, but committed nothing`);
  return completed("success", `${how}, ${counted(work.commits)}`);
}

const NAMED_STRAYS = 5;

/** A success only if it kept to what it may change. */
function withoutStrays(how: string, work: EndFacts["work"], ending: Ending): Ending {
  const straying = typeof work === "object" && !("unreadable" in work) ? describeStrays(work) : null;
  return ending.outcome === "success" && straying !== null
    ? completed("unverified", `${how}, but ${straying}`)
    : ending;
}

/** What it changed though it may not; null when it kept to what it may. */
function describeStrays({ commits, strays = [] }: WorkFacts): string | null {
  if (commits === 0 || strays.length === 0) return null;
  if (strays === "all") return `committed, though it may change nothing (${counted(commits)})`;
  const more = strays.length - NAMED_STRAYS;
  const named = strays.slice(0, NAMED_STRAYS).join(", ") + (more > 0 ? ` and ${more} more` : "");
  return `its commits change what it may not change: ${named}`;
}

/** The ending of a session that asked a person and did not go on with the answer; only one that was stopped is over. */
export function awaitAnswer(ending: Ending, question: string): Ending {
  const outcome = ending.outcome === "success" ? "unverified" : ending.outcome;
  return {
    ...ending,
    phase: "approval",
    outcome,
    reason: `${ending.reason}; waits for approval: ${question}`,
  };
}

/** The ending of a session after a person said no, and to nothing since yes: what it made all the same is no success. */
export const holdRejected = (ending: Ending, question: string): Ending =>
  ending.outcome === "success"
    ? { ...ending, outcome: "unverified", reason: `${ending.reason}, but this was rejected: ${question}` }
    : ending;

const STOPPED: Record<StopCause, string> = {
  operator: "stopped by a person",
  run_cancelled: "stopped because its run was cancelled",
  timeout: "stopped because it took longer than its timeout",
  worktree_lost: "stopped because its worktree was deleted",
  stalled: "ended by the watchdog because nothing moved",
  triage: "ended because the triage command said so",
};

const completed = (outcome: "success" | "unverified" | "failed", reason: string): Ending => ({
  state: "completed",
  phase: outcome === "failed" ? "failed" : "completed",
  outcome,
  reason,
});

const counted = (commits: number) => (commits === 1 ? "1 commit" : `${commits} commits`);

const files = (count: number) => (count === 1 ? "1 file" : `${count} files`);

const SIGNALS: Record<number, string> = {
  1: "SIGHUP",
  2: "SIGINT",
  3: "SIGQUIT",
  6: "SIGABRT",
  9: "SIGKILL",
  11: "SIGSEGV",
  13: "SIGPIPE",
  15: "SIGTERM",
};

/** `1`, `127 (command not found)`, `137 (SIGKILL)`. */
export function describeExit(exitCode: number): string {
  if (exitCode === 127) return "127 (command not found)";
  if (exitCode === 126) return "126 (command cannot be executed)";
  if (exitCode === 124) return "124 (took too long)";
  const signal = SIGNALS[exitCode - 128];
  return signal ? `${exitCode} (${signal})` : String(exitCode);
}
