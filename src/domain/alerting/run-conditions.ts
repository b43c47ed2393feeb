import type { Condition } from "../alert.ts";
import type { RunStatus } from "../run.ts";
import type { StopCode } from "../task.ts";

/** How long the end of a run is news. */
export const RUN_NEWS_MS = 24 * 60 * 60_000;

/** A task that needs a person. */
export interface StoppedTask {
  key: string;
  run: string;
  stopCode: StopCode | null;
  stopReason: string | null;
  /** Key of the last session that worked on it. */
  session: string | null;
  /** Output of the gate that was red. */
  gateLog: string | null;
  /** Key of the merge of its work that was refused. */
  merge: string | null;
}

/** @param task of a run that goes on */
export function stoppedCondition(task: StoppedTask): Condition {
  const subject = `${task.run}/${task.key}`;
  const kind = task.stopCode === "quarantined" ? "task_quarantined" : "task_stopped";
  return {
    cause: `${kind}:${subject}`,
    kind,
    severity: "critical",
    subject,
    message: task.stopReason ?? "it was stopped",
    hint: hintFor(task),
  };
}

function hintFor({ stopCode, session, gateLog, merge }: StoppedTask): string {
  if (merge !== null) return `overstory merge show ${merge} names both sides, and what to do`;
  if (stopCode === "gate_failed" && gateLog !== null) return gateLog;
  if (session === null) return "overstory status";
  return stopCode === "unverified" ? `overstory session show ${session}` : `overstory logs ${session}`;
}

/** @param task its run and its key */
export const heldMergeCondition = (task: { run: string; key: string }, reason: string): Condition => ({
  cause: `merge_held:${task.run}/${task.key}`,
  kind: "merge_held",
  severity: "warning",
  subject: `${task.run}/${task.key}`,
  message: reason,
  hint: "it is merged as soon as that is over",
});

export interface EndedRun {
  id: string;
  key: string;
  goal: string;
  status: Exclude<RunStatus, "active">;
  reason: string | null;
  endedAt: number;
}

const MOST_NAMED = 5;

/**
 * The end of a run. A failure is as bad as a stopped task is: it is all that is told of those that stopped last.
 *
 * @param stopped its tasks that need a person
 */
export function endedRunCondition(run: EndedRun, stopped: readonly StoppedTask[]): Condition | null {
  const { key, goal, status, reason } = run;
  if (status === "cancelled") return null; // by a person, who knows
  const common = { subject: key, hint: `overstory follow ${key}` };
  if (status === "completed") {
    const message = `${key} is done: ${goal}`;
    return { ...common, cause: `run_completed:${key}`, kind: "run_completed", severity: "info", message };
  }
  const named = stopped
    .slice(0, MOST_NAMED)
    .map((task) => `${task.key} (${task.stopReason ?? "stopped"})`)
    .join("; ");
  const more = stopped.length > MOST_NAMED ? `; and ${stopped.length - MOST_NAMED} more` : "";
  // Where the reason names them as well, they are named once, with what stopped each.
  const keys = `: ${stopped.map((task) => task.key).join(", ")}`;
  const why = named !== "" && reason?.endsWith(keys) ? reason.slice(0, -keys.length) : reason;
  const message = `${key} failed${why === null ? "" : `: ${why}`}${named === "" ? "" : `: ${named}${more}`}`;
  return { ...common, cause: `run_failed:${key}`, kind: "run_failed", severity: "critical", message };
}
