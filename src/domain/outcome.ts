import type { FinalPhase, Outcome, StopCause } from "./session.ts";

/** What is known about how a session ended. */
export interface EndFacts {
  /** Status as the shell reports it; null when the process vanished without leaving one. */
  exitCode: number | null;
  /** Set when the supervisor ended it. */
  stopCause: StopCause | null;
  /** It was told to end because its work was done: how its process took that says nothing. */
  isDismissed: boolean;
  /** What stands in the worktree, or git's words when it cannot be read; "missing" when it is gone, "none" for a session without one. */
  work: { commits: number; dirtyFiles: number } | { unreadable: string } | "missing" | "none";
  /** The runtime's exit status says by itself whether the work was done. */
  exitIsProof: boolean;
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
export function judgeEnding({ exitCode, stopCause, isDismissed, work, exitIsProof, lost }: EndFacts): Ending {
  if (stopCause === "stalled")
    return { state: "zombie", phase: "abandoned", outcome: null, reason: STOPPED.stalled };
  if (stopCause !== null)
    return { state: "completed", phase: "abandoned", outcome: "killed", reason: STOPPED[stopCause] };
  if (isDismissed) return judgeWork("was let go when its turn was over", work, false);
  if (exitCode === null || lost !== null) {
    const reason = lost ?? "its process vanished without an exit status";
    return { state: "zombie", phase: "abandoned", outcome: null, reason };
  }
  if (exitCode !== 0) return completed("failed", `exited with ${describeExit(exitCode)}`);
  return judgeWork("exited with 0", work, exitIsProof);
}

/** @param how it came to its proper end, in words */
function judgeWork(how: string, work: EndFacts["work"], exitIsProof: boolean): Ending {
  if (typeof work === "object" && "unreadable" in work)
    return completed("unverified", `${how}, but its work cannot be read: ${work.unreadable}`);
  if (work === "missing") return completed("failed", `${how}, but its worktree is gone`);
  if (work === "none")
    return exitIsProof ? completed("success", how) : completed("unverified", `${how}, with nothing to show`);
  if (work.dirtyFiles > 0)
    return completed("unverified", `${how}, but left ${files(work.dirtyFiles)} uncommitted`);
  if (work.commits === 0 && !exitIsProof) return completed("unverified", `${how}, but committed nothing`);
  return completed("success", `${how}, ${work.commits === 1 ? "1 commit" : `${work.commits} commits`}`);
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
