import { Admission } from "./admission.ts";
import type { Approval } from "./approval.ts";
import type { GateRun } from "./gate.ts";
import type { Hold } from "./limit.ts";
import type { Merge } from "./merge.ts";
import { describeExit, type Ending } from "./outcome.ts";
import { decideRestart, type RestartHistory } from "./restart.ts";
import type { Run } from "./run.ts";
import type { Session, StopCause } from "./session.ts";
import { isSettled, type StopCode, type Task, type TaskSpec, type TaskStatus } from "./task.ts";

/** Everything a run's next steps are decided from. */
export interface RunFacts {
  run: Pick<Run, "maxAgents" | "cancelRequestedAt">;
  tasks: TaskFacts[];
  /** The limits that there are, by group. */
  holds: ReadonlyMap<string, Hold>;
}

export interface TaskFacts {
  task: Task;
  /** Which limits apply to its sessions. */
  group: string;
  /** The open session that holds it. */
  holder: Pick<Session, "id" | "agentStartedObserved" | "stopCause" | "exitedAt"> | null;
  /** The last session that worked on it, open or not. */
  latest: Pick<Session, "id" | "attempt" | "commits"> | null;
  /** Gate runs on the work of that last session. */
  gates: GateRun[];
  merge: Merge | null;
}

export type Step =
  | { do: "spawn"; taskId: string; attempt: number }
  | { do: "stop"; sessionId: string; cause: StopCause }
  | { do: "gate"; taskId: string; sessionId: string; position: number; command: string }
  | { do: "stop-gate"; gateId: string }
  | { do: "merge"; taskId: string; sessionId: string }
  | { do: "complete"; taskId: string; sessionId: string }
  | { do: "block"; taskId: string; code: StopCode; reason: string }
  | { do: "abort"; taskId: string; code: StopCode; reason: string }
  | { do: "requeue"; taskId: string }
  | { do: "end"; status: "completed" | "failed" | "cancelled"; reason: string };

/** What a run needs now, and when to look again if nothing happens before, ms UTC (null: no need). */
export interface NextSteps {
  steps: Step[];
  wakeAt: number | null;
}

/** One moment: ms UTC, and ms of observed time. */
export interface Moment {
  wall: number;
  observed: number;
}

/**
 * The deterministic coordinator: dispatches what is ready, has finished work checked and merged, and ends the run.
 * Steps that are under way already are decided again; the caller knows what it has in hand.
 */
export function nextSteps(facts: RunFacts, now: Moment): NextSteps {
  const cancelled = facts.run.cancelRequestedAt !== null;
  if (facts.tasks.every(({ task }) => isSettled(task.status)))
    return { steps: [endRun(facts, cancelled)], wakeAt: null };
  if (cancelled) return { steps: facts.tasks.flatMap(cancelTask), wakeAt: null };

  const statusOf = new Map(facts.tasks.map(({ task }) => [task.key, task.status]));
  const held = facts.tasks.filter(({ holder }) => holder).length;
  const admission = new Admission(facts.run.maxAgents - held, facts.holds, now.wall);
  const steps: Step[] = [];
  const wakes: number[] = [];
  for (const one of facts.tasks) {
    const { status } = one.task;
    if (status === "review") steps.push(...reviewTask(one));
    const next =
      status === "todo"
        ? startTask(one, statusOf, admission, now)
        : status === "underway"
          ? watchAttempt(one, now)
          : null;
    if (typeof next === "number") wakes.push(next);
    else if (next) steps.push(next);
  }
  return { steps, wakeAt: wakes.length > 0 ? Math.min(...wakes) : null };
}

/** A time (ms UTC) is when to look again; null when something else has to happen first. */
function startTask(
  { task, group, latest }: TaskFacts,
  statusOf: ReadonlyMap<string, TaskStatus>,
  admission: Admission,
  now: Moment,
): Step | number | null {
  const stopped = task.dependsOn.find((key) => ["blocked", "aborted"].includes(statusOf.get(key) ?? ""));
  if (stopped !== undefined) return block(task, "dependency", `it depends on ${stopped}, which was stopped`);
  if (!task.dependsOn.every((key) => statusOf.get(key) === "complete")) return null;
  if (task.retryAt !== null && task.retryAt > now.wall) return task.retryAt;
  const answer = admission.ask(group);
  if (answer === "full") return null;
  return answer === "now" ? { do: "spawn", taskId: task.id, attempt: (latest?.attempt ?? 0) + 1 } : answer;
}

function watchAttempt(one: TaskFacts, now: Moment): Step | number | null {
  if (!one.holder) return { do: "requeue", taskId: one.task.id };
  const remaining = remainingMs(one, now.observed);
  if (remaining === null) return null;
  return remaining > 0 ? now.wall + remaining : { do: "stop", sessionId: one.holder.id, cause: "timeout" };
}

/** What is left of the time of the attempt under way. It counts from the agent's own start, in observed time. */
function remainingMs({ task, holder }: TaskFacts, observed: number): number | null {
  const { timeoutMs } = task.spec;
  if (timeoutMs === null || !holder || holder.stopCause !== null || holder.exitedAt !== null) return null;
  return holder.agentStartedObserved === null ? null : holder.agentStartedObserved + timeoutMs - observed;
}

/** Gates in order, then the merge queue; what carries no commits is complete once its gates are green. */
function reviewTask({ task, latest, gates, merge }: TaskFacts): Step[] {
  if (!latest) return [{ do: "requeue", taskId: task.id }];
  for (const [position, command] of task.spec.gates.entries()) {
    const gate = gates.findLast((one) => one.position === position);
    if (!gate) return [{ do: "gate", taskId: task.id, sessionId: latest.id, position, command }];
    if (gate.passed === null) return [];
    if (!gate.passed)
      return [
        block(
          task,
          "gate_failed",
          `gate failed: ${gate.command} (exit ${gate.exitCode === null ? "unknown" : describeExit(gate.exitCode)})`,
        ),
      ];
  }
  if (!latest.commits) return [{ do: "complete", taskId: task.id, sessionId: latest.id }];
  return merge ? [] : [{ do: "merge", taskId: task.id, sessionId: latest.id }];
}

function cancelTask({ task, holder, gates, merge }: TaskFacts): Step[] {
  if (isSettled(task.status)) return [];
  const running = gates.find(({ passed }) => passed === null);
  if (running) return [{ do: "stop-gate", gateId: running.id }];
  if (merge?.state === "queued") return []; // the merge settles the task
  if (!holder)
    return [{ do: "abort", taskId: task.id, code: "run_cancelled", reason: "its run was cancelled" }];
  return holder.stopCause === null ? [{ do: "stop", sessionId: holder.id, cause: "run_cancelled" }] : [];
}

function endRun({ tasks }: RunFacts, cancelled: boolean): Step {
  const stopped = tasks.filter(({ task }) => task.status !== "complete");
  if (cancelled) return { do: "end", status: "cancelled", reason: "cancelled by a person" };
  if (stopped.length === 0)
    return { do: "end", status: "completed", reason: `${tasks.length} of ${tasks.length} tasks complete` };
  return { do: "end", status: "failed", reason: `${stopped.length} of ${tasks.length} tasks stopped` };
}

const block = (task: Task, code: StopCode, reason: string): Step => ({
  do: "block",
  taskId: task.id,
  code,
  reason,
});

/** What becomes of the task that an ending session held. */
export type AfterEnd =
  | { status: "review" }
  | { status: "todo"; retryAt: number; reason: string }
  | { status: "blocked" | "aborted"; code: StopCode; reason: string };

/**
 * What becomes of the task of a session that asked a person and ended before it heard the answer: it waits for that, and
 * once there is one the next session goes on with it.
 */
export const decideAfterQuestion = ({
  question,
  decision,
}: Pick<Approval, "question" | "decision">):
  | { status: "paused"; reason: string }
  | { status: "todo"; reason: string } =>
  decision === null
    ? { status: "paused", reason: `waits for approval: ${question}` }
    : { status: "todo", reason: `${question} was ${decision}` };

/** @param jitter see `decideRestart` */
export function decideAfterEnd(
  spec: Pick<TaskSpec, "restart">,
  history: RestartHistory,
  ending: Ending,
  stopCause: StopCause | null,
  now: number,
  jitter: number,
): AfterEnd {
  const { reason } = ending;
  if (stopCause === "operator") return { status: "aborted", code: "operator", reason };
  if (stopCause === "run_cancelled") return { status: "aborted", code: "run_cancelled", reason };
  if (stopCause === "triage") return { status: "blocked", code: "agent_failed", reason };
  if (ending.outcome === "success") return { status: "review" };
  const endedWell = ending.outcome === "unverified";
  const next = decideRestart(spec.restart, history, endedWell, now, jitter);
  if (next.do === "restart") return { status: "todo", retryAt: next.at, reason };
  if (next.do === "quarantine")
    return { status: "blocked", code: "quarantined", reason: `${reason}; ${next.why}` };
  return {
    status: "blocked",
    code: stopCodeOf(ending, stopCause),
    reason: endedWell ? reason : `${reason}; ${next.why}`,
  };
}

function stopCodeOf({ outcome }: Ending, stopCause: StopCause | null): StopCode {
  if (stopCause === "timeout") return "timeout";
  if (outcome === "unverified") return "unverified";
  return outcome === null || stopCause === "worktree_lost" ? "agent_lost" : "agent_failed";
}
