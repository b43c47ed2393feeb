import type { GateRun } from "./gate.ts";
import type { Merge } from "./merge.ts";
import { describeExit, type Ending } from "./outcome.ts";
import { decideRestart } from "./restart.ts";
import type { Run } from "./run.ts";
import type { Session, StopCause } from "./session.ts";
import { isSettled, type StopCode, type Task, type TaskSpec } from "./task.ts";

/** Everything a run's next steps are decided from. */
export interface RunView {
  run: Pick<Run, "maxAgents" | "cancelRequestedAt">;
  tasks: TaskView[];
}

export interface TaskView {
  task: Task;
  /** The open session that holds it. */
  holder: Pick<Session, "id" | "agentStartedAt" | "stopCause" | "exitedAt"> | null;
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

/** What a run needs now, and when to look again if nothing happens before (null: no need). */
export interface NextSteps {
  steps: Step[];
  wakeAt: number | null;
}

/**
 * The deterministic coordinator: dispatches what is ready, has finished work checked and merged, and ends the run.
 * Steps that are under way already are decided again; the caller knows what it has in hand.
 */
export function nextSteps(view: RunView, now: number): NextSteps {
  const cancelled = view.run.cancelRequestedAt !== null;
  if (view.tasks.every(({ task }) => isSettled(task.status)))
    return { steps: [endRun(view, cancelled)], wakeAt: null };
  if (cancelled) return { steps: view.tasks.flatMap(cancelTask), wakeAt: null };

  const statusOf = new Map(view.tasks.map(({ task }) => [task.key, task.status]));
  const steps: Step[] = [];
  const wakes: number[] = [];
  let freeSlots = view.run.maxAgents - view.tasks.filter(({ holder }) => holder).length;
  for (const one of view.tasks) {
    const { task, holder, latest } = one;
    if (task.status === "todo") {
      const stopped = task.dependsOn.find((key) => ["blocked", "aborted"].includes(statusOf.get(key) ?? ""));
      if (stopped !== undefined)
        steps.push(block(task, "dependency", `it depends on ${stopped}, which was stopped`));
      else if (!task.dependsOn.every((key) => statusOf.get(key) === "complete")) continue;
      else if (task.retryAt !== null && task.retryAt > now) wakes.push(task.retryAt);
      else if (freeSlots-- > 0)
        steps.push({ do: "spawn", taskId: task.id, attempt: (latest?.attempt ?? 0) + 1 });
    } else if (task.status === "underway") {
      if (!holder) steps.push({ do: "requeue", taskId: task.id });
      else {
        const deadline = deadlineOf(one);
        if (deadline === null) continue;
        if (deadline <= now) steps.push({ do: "stop", sessionId: holder.id, cause: "timeout" });
        else wakes.push(deadline);
      }
    } else if (task.status === "review") {
      steps.push(...reviewTask(one));
    }
  }
  return { steps, wakeAt: wakes.length > 0 ? Math.min(...wakes) : null };
}

/** When the attempt under way will have taken too long. It counts from the agent's own start, not from its turn to start. */
function deadlineOf({ task, holder }: TaskView): number | null {
  const { timeoutMs } = task.spec;
  if (timeoutMs === null || !holder || holder.stopCause !== null || holder.exitedAt !== null) return null;
  return holder.agentStartedAt === null ? null : holder.agentStartedAt + timeoutMs;
}

/** Gates in order, then the merge queue; what carries no commits is complete once its gates are green. */
function reviewTask({ task, latest, gates, merge }: TaskView): Step[] {
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

function cancelTask({ task, holder, gates, merge }: TaskView): Step[] {
  if (isSettled(task.status)) return [];
  const running = gates.find(({ passed }) => passed === null);
  if (running) return [{ do: "stop-gate", gateId: running.id }];
  if (merge?.state === "queued") return []; // the merge settles the task
  if (!holder)
    return [{ do: "abort", taskId: task.id, code: "run_cancelled", reason: "its run was cancelled" }];
  return holder.stopCause === null ? [{ do: "stop", sessionId: holder.id, cause: "run_cancelled" }] : [];
}

function endRun({ tasks }: RunView, cancelled: boolean): Step {
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

/** @param jitter see `decideRestart` */
export function decideAfterEnd(
  spec: Pick<TaskSpec, "restart">,
  attempt: number,
  ending: Ending,
  stopCause: StopCause | null,
  now: number,
  jitter: number,
): AfterEnd {
  const { reason } = ending;
  if (stopCause === "operator") return { status: "aborted", code: "operator", reason };
  if (stopCause === "run_cancelled") return { status: "aborted", code: "run_cancelled", reason };
  if (ending.outcome === "success") return { status: "review" };
  const endedWell = ending.outcome === "unverified";
  const next = decideRestart(spec.restart, attempt, endedWell, now, jitter);
  if (next.restart) return { status: "todo", retryAt: next.at, reason };
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
