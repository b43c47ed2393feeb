import { isOpen, isSpawned, type Session } from "./session.ts";
import type { TaskStatus } from "./task.ts";

/** What may be done with a task, decided from everything that stands around it. Each rule answers why not, or null. */
export interface TaskSituation {
  /** `TASK-001`, `RUN-001/api` */
  label: string;
  status: TaskStatus;
  /** The run that it belongs to, while that is active. */
  run: { id: string; key: string } | null;
  /** Its merge waits for its turn or is under way. */
  isMerging: boolean;
  /** Key of the ended session that asked for an approval of its work on it, and has no answer yet. */
  asking: string | null;
  /** The session that it is done for; null when the operator does it without one. */
  session: Actor | null;
  /** The open session that has it on its stack. */
  holder: Actor | null;
  isOperator: boolean;
  /** It is a subtask of what the session has on its stack. */
  isPart: boolean;
  /** The session has had it made, or coordinates the run that it belongs to. */
  isMade: boolean;
  /** Labels of what it waits for. */
  openDependencies: readonly string[];
}

export interface Actor
  extends Pick<Session, "id" | "key" | "source" | "runId" | "state" | "attention" | "stopCause"> {
  /** Label of the task that it holds. */
  held: string | null;
}

export interface Refusal {
  message: string;
  hint?: string;
}

/** @param force although it waits for others */
export function refuseClaim(it: TaskSituation & { session: Actor }, force: boolean): Refusal | null {
  return (
    refuseTaker(it.session) ??
    refuseHeld(it, it.session) ??
    refuseForeign(it, it.session) ??
    refuseStatus(it) ??
    (it.session.held === null ? null : refuseSecond(it, it.session)) ??
    (force ? null : refuseEarly(it))
  );
}

/** The same for a subtask of what is on top of the session's stack: the task below stays held. */
export function refuseSubtask(it: TaskSituation & { session: Actor }, force: boolean): Refusal | null {
  return (
    refuseTaker(it.session) ??
    refuseHeld(it, it.session) ??
    refuseForeign(it, it.session) ??
    refuseStatus(it) ??
    (force ? null : refuseEarly(it))
  );
}

function refuseTaker({ key, state, attention, stopCause }: Actor): Refusal | null {
  if (!isOpen(state)) return { message: `${key} has ended: it is ${state}` };
  if (stopCause !== null) return { message: `${key} is being stopped` };
  if (attention !== "paused") return null;
  return { message: `${key} is paused`, hint: "go on with it first: overstory session resume" };
}

function refuseHeld({ label, holder }: TaskSituation, session: Actor): Refusal | null {
  if (holder === null) return null;
  if (holder.id === session.id) return { message: `${session.key} has task ${label} on its stack already` };
  return {
    message: `task ${label} is held by ${holder.key}`,
    hint: `${holder.key} can give it away: overstory task handoff ${label} --to ${session.key}`,
  };
}

/** The tasks of an active run are for its own sessions. */
function refuseForeign({ label, run }: TaskSituation, session: Actor): Refusal | null {
  if (run === null || (isSpawned(session) && session.runId === run.id)) return null;
  return {
    message: `task ${label} belongs to ${run.key}, whose sessions carry it out`,
    hint: `overstory status shows how far ${run.key} is`,
  };
}

function refuseStatus({ label, status }: TaskSituation): Refusal | null {
  if (status === "todo" || status === "paused") return null;
  const hint = isClosed(status) ? "make a new one for what is left" : `overstory task reopen ${label}`;
  return { message: `task ${label} is ${status}`, hint };
}

const refuseSecond = ({ label }: TaskSituation, { key, held }: Actor): Refusal => ({
  message: `${key} holds task ${held}; it cannot take ${label} too`,
  hint: `overstory task activate ${label} --switch pauses ${held}`,
});

function refuseEarly({ label, openDependencies: open }: TaskSituation): Refusal | null {
  if (open.length === 0) return null;
  const verb = open.length === 1 ? "is" : "are";
  return {
    message: `task ${label} depends on ${open.join(", ")}, which ${verb} not complete`,
    hint: "--force takes it all the same",
  };
}

export type Settling = "complete" | "abort" | "block" | "pause" | "review" | "deactivate" | "handoff";

/** Ends, or interrupts, the work on a task. */
export function refuseSettling(it: TaskSituation, change: Settling): Refusal | null {
  if (isClosed(it.status)) return { message: `task ${it.label} is ${it.status}` };
  return refuseOutsider(it, change) ?? refuseMerging(it) ?? refuseInterruption(it, change);
}

/** Whose word counts: that of the holder, for abort and block the operator's; of a task that nobody holds, the operator's. */
function refuseOutsider(it: TaskSituation, change: Settling): Refusal | null {
  const { label, session, holder, isOperator, isPart, isMade } = it;
  if (isMade && change === "abort") return null;
  if (holder !== null) {
    const mayIntervene = isOperator && (change === "abort" || change === "block");
    if (holder.id === session?.id || mayIntervene) return null;
    const hint = isOperator
      ? `to act for it: overstory task ${change} ${label}${change === "handoff" ? " --to SESSION" : ""} --session ${holder.key}`
      : "only who holds it can say so";
    return { message: `task ${label} is held by ${holder.key}`, hint };
  }
  const needsHolder = change === "deactivate" || change === "handoff" || change === "review";
  if (!needsHolder && (isOperator || isPart)) return null;
  return { message: `task ${label} is held by nobody`, hint: `take it first: overstory task claim ${label}` };
}

function refuseMerging({ label, isMerging }: TaskSituation): Refusal | null {
  return isMerging ? { message: `task ${label} is being merged`, hint: "wait for its end" } : null;
}

/** A run goes on when an agent ends; an agent that goes on without its task would hold it up. */
function refuseInterruption({ label, run, holder }: TaskSituation, change: Settling): Refusal | null {
  const interrupts = change === "pause" || change === "review" || change === "deactivate";
  if (run === null || holder === null || !interrupts) return null;
  return {
    message: `task ${label} belongs to ${run.key}: it stays with ${holder.key} until that ends`,
    hint: `overstory task block ${label} --reason … says that it cannot go on`,
  };
}

export function refuseReopen(it: TaskSituation): Refusal | null {
  const { label, status, run, asking, holder, isOperator, isPart, isMade } = it;
  if (holder !== null) return { message: `task ${label} is held by ${holder.key}: it is ${status}` };
  if (status === "todo" || isClosed(status)) return { message: `task ${label} is ${status}` };
  if (!isOperator && !isPart && !isMade)
    return { message: `task ${label} is not yours to reopen`, hint: "a person can do it" };
  if (run !== null && asking !== null)
    return {
      message: `task ${label} waits for the approval of ${asking}`,
      hint: `overstory approve ${asking}`,
    };
  return refuseMerging(it);
}

/** Refused besides what `refuseSettling` says. */
export function refuseHandoff(it: TaskSituation & { session: Actor }, to: Actor): Refusal | null {
  const { session, label } = it;
  if (to.id === session.id) return { message: `${session.key} holds task ${label} itself` };
  if (!isOpen(to.state)) return { message: `${to.key} has ended: it is ${to.state}` };
  if (to.stopCause !== null) return { message: `${to.key} is being stopped` };
  if (to.held !== null) return { message: `${to.key} holds task ${to.held}; it cannot take ${label} too` };
  return refuseForeign(it, to);
}

const isClosed = (status: TaskStatus): boolean => status === "complete" || status === "aborted";
