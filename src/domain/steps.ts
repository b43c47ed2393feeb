import type { Approval } from "./approval.ts";
import type { BudgetVerdict } from "./budget.ts";
import type { GateRun } from "./gate.ts";
import type { Hold } from "./limit.ts";
import type { Merge } from "./merge.ts";
import { describeExit, type Ending } from "./outcome.ts";
import { decideRestart, type RestartHistory } from "./restart.ts";
import type { Run } from "./run.ts";
import type { Session, StopCause } from "./session.ts";
import { block, Starts } from "./starts.ts";
import { isSettled, type StopCode, type Task, type TaskSpec } from "./task.ts";

/** Everything a run's next steps are decided from. */
export interface RunFacts {
  run: Pick<Run, "maxAgents" | "cancelRequestedAt" | "plan" | "heldReason">;
  tasks: TaskFacts[];
  /** Sessions of the run that are open, whatever became of their tasks. */
  openSessions: readonly Pick<Session, "id" | "stopCause" | "exitedAt">[];
  /** The limits that there are, by group. */
  holds: ReadonlyMap<string, Hold>;
  /** How many more sessions may work at a time for those that made tasks, by their id. */
  childrenLeft: ReadonlyMap<string, number>;
  /** Why the machine has no room for one more agent; null when it has. */
  hostFull: string | null;
  /** How far its budget is used up; null while there is enough left. */
  budget: BudgetVerdict | null;
  /** It was told already that this budget is nearly used up. */
  isWarned: boolean;
  /** Why it seems to go round in a circle. */
  loop: string | null;
  /** Its coordinator was told already that all these tasks are closed. */
  isClosureTold: boolean;
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
  /** Taken out of the queue, where it might wait for ever. */
  | { do: "cancel-merge"; mergeId: string }
  | { do: "complete"; taskId: string; sessionId: string }
  | { do: "block"; taskId: string; code: StopCode; reason: string }
  | { do: "abort"; taskId: string; code: StopCode; reason: string }
  | { do: "requeue"; taskId: string }
  /** No session is begun until a person lifts it. */
  | { do: "hold"; by: "budget" | "loop"; reason: string }
  /** Its budget is nearly used up: that is told. */
  | { do: "warn"; reason: string }
  /** Its coordinator, the session, is told that all tasks are closed. */
  | { do: "tell-closed"; sessionId: string }
  | { do: "end"; status: "completed" | "failed" | "cancelled"; reason: string };

/** What a run needs now, and when to look again if nothing happens before, ms UTC (null: no need). */
export interface NextSteps {
  steps: Step[];
  wakeAt: number | null;
  /** Why tasks that could be begun are not, for people; by id. */
  waits: ReadonlyMap<string, string>;
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
  if (isOver(facts)) return { steps: [endRun(facts, cancelled)], wakeAt: null, waits: NOTHING_WAITS };
  if (cancelled) return { steps: cancelAll(facts), wakeAt: null, waits: NOTHING_WAITS };

  const guards = guardRun(facts);
  const start = new Starts(holdAtOnce(facts, guards), now.wall);
  const steps: Step[] = [...guards, ...tellClosed(facts)];
  const wakes: number[] = [];
  const waits = new Map<string, string>();
  for (const one of facts.tasks) {
    const { id, status } = one.task;
    if (status === "review") steps.push(...reviewTask(one));
    const next = status === "todo" ? start.ask(one) : status === "underway" ? watchAttempt(one, now) : null;
    if (next === null) continue;
    if (typeof next === "number") wakes.push(next);
    else if ("do" in next) steps.push(next);
    else {
      waits.set(id, next.waitsFor);
      if (next.until !== null) wakes.push(next.until);
    }
  }
  return { steps, wakeAt: wakes.length > 0 ? Math.min(...wakes) : null, waits };
}

const NOTHING_WAITS: ReadonlyMap<string, string> = new Map();

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

/** Every task is settled, nothing waits to be merged, and no session is open any more. */
const isOver = ({ tasks, openSessions }: RunFacts): boolean =>
  openSessions.length === 0 &&
  tasks.every(({ task, merge }) => isSettled(task.status) && merge?.state !== "queued");

/** What is used up, or goes round in a circle, is held; what is nearly used up is told once. */
function guardRun({ run, budget, isWarned, loop }: RunFacts): Step[] {
  if (run.heldReason !== null) return [];
  if (budget?.level === "over") return [{ do: "hold", by: "budget", reason: budget.reason }];
  if (loop !== null) return [{ do: "hold", by: "loop", reason: loop }];
  return budget !== null && !isWarned ? [{ do: "warn", reason: budget.reason }] : [];
}

/** Nothing is begun in the same breath in which a run is held. */
function holdAtOnce(facts: RunFacts, guards: readonly Step[]): RunFacts {
  const hold = guards.find((step) => step.do === "hold");
  return hold ? { ...facts, run: { ...facts.run, heldReason: hold.reason } } : facts;
}

/** A coordinator that sleeps is woken when there is nothing left to wait for. */
function tellClosed({ tasks, isClosureTold }: RunFacts): Step[] {
  const holder = tasks.find(({ task }) => task.spec.isCoordination)?.holder;
  const others = tasks.filter(({ task }) => !task.spec.isCoordination);
  if (!holder || isClosureTold || others.length === 0) return [];
  const isOpen = others.some(({ task, merge }) => !isSettled(task.status) || merge?.state === "queued");
  return isOpen ? [] : [{ do: "tell-closed", sessionId: holder.id }];
}

/** Also sessions that hold no task any more are ended. */
function cancelAll({ tasks, openSessions }: RunFacts): Step[] {
  const holders = new Set(tasks.map(({ holder }) => holder?.id));
  const others = openSessions.filter(
    ({ id, stopCause, exitedAt }) => !holders.has(id) && stopCause === null && exitedAt === null,
  );
  return [
    ...tasks.flatMap(cancelTask),
    ...others.map(({ id }): Step => ({ do: "stop", sessionId: id, cause: "run_cancelled" })),
  ];
}

function cancelTask({ task, holder, gates, merge }: TaskFacts): Step[] {
  if (isSettled(task.status)) return [];
  const running = gates.find(({ passed }) => passed === null);
  if (running) return [{ do: "stop-gate", gateId: running.id }];
  // The merge settles the task, unless it waits for something that may never come.
  if (merge?.state === "queued")
    return merge.reason === null ? [] : [{ do: "cancel-merge", mergeId: merge.id }];
  if (!holder)
    return [{ do: "abort", taskId: task.id, code: "run_cancelled", reason: "its run was cancelled" }];
  return holder.stopCause === null ? [{ do: "stop", sessionId: holder.id, cause: "run_cancelled" }] : [];
}

function endRun({ tasks: all }: RunFacts, cancelled: boolean): Step {
  if (cancelled) return { do: "end", status: "cancelled", reason: "cancelled by a person" };
  const tasks = all.filter(({ task }) => !task.spec.isCoordination).map(({ task }) => task);
  const coordination = all.find(({ task }) => task.spec.isCoordination)?.task;
  const stopped = tasks.filter((task) => needsLook(task, coordination !== undefined));
  const complete = tasks.filter(({ status }) => status === "complete").length;
  if (coordination && coordination.status !== "complete") {
    const why = coordination.stopReason ?? coordination.status;
    const reason = `its coordinator was lost: ${why}; ${complete} of ${tasks.length} tasks complete`;
    return { do: "end", status: "failed", reason };
  }
  if (stopped.length > 0) {
    const named = coordination ? `: ${stopped.map(({ key }) => key).join(", ")}` : "";
    const reason = `${stopped.length} of ${tasks.length} tasks stopped${named}`;
    return { do: "end", status: "failed", reason };
  }
  const dropped = tasks.length - complete;
  const more = dropped > 0 ? `, ${dropped} dropped` : "";
  return { do: "end", status: "completed", reason: `${complete} of ${tasks.length} tasks complete${more}` };
}

/** A plan is to be carried out whole; a coordinator may drop what turned out not to be needed. */
const needsLook = ({ status }: Task, isCoordinated: boolean): boolean =>
  isCoordinated ? status === "blocked" : status !== "complete";

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
