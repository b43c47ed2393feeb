import type { TaskActivity } from "../domain/activity.ts";
import { isSpawned, type Session } from "../domain/session.ts";
import type { Task } from "../domain/task.ts";
import {
  type Actor,
  refuseClaim,
  refuseHandoff,
  refuseSettling,
  refuseSubtask,
  type TaskSituation,
} from "../domain/task-rules.ts";
import { OverstoryError } from "../errors.ts";
import { noteActivity, recordActivity } from "../store/activities.ts";
import { claimTask, handOffTask, pauseSubtasks } from "../store/claims.ts";
import { findFrame, pushFrame, topFrame } from "../store/context.ts";
import { addNotice } from "../store/notices.ts";
import { requireSession } from "../store/sessions.ts";
import type { Transaction } from "../store/store.ts";
import { moveTask, requireTask } from "../store/tasks.ts";
import { obey } from "./obey.ts";
import { settleTask, whatStandsAbove } from "./task-ending.ts";
import { readActor, readSituation } from "./task-situation.ts";

export interface Taking {
  action: "claim" | "activate";
  /** Although it waits for others. */
  force: boolean;
  reason: string | null;
  /** Pause what stands in the way. */
  switch: boolean;
}

type Taken = TaskSituation & { session: Actor };

/** The session takes the task as the one that it holds. */
export function takeTask(tx: Transaction, session: Session, task: Task, it: Taken, taking: Taking): void {
  obey(refuseClaim(it, taking.force));
  claimTask(tx, session.id, task.id);
  recordTaking(tx, session, it, taking);
}

/** Makes the task the one that the session works on now, whatever it was before. */
export function activateTask(tx: Transaction, session: Session, task: Task, it: Taken, taking: Taking): void {
  const own = findFrame(tx.db, task.id);
  const below = task.parentId === null ? null : findFrame(tx.db, task.parentId);
  if (own?.sessionId === session.id) focus(tx, session, task, own.depth, taking.reason);
  else if (below?.sessionId === session.id) takeSubtask(tx, session, task, it, taking, below.depth);
  else takeTask(tx, session, task, taking.switch ? putAside(tx, session, task, it) : it, taking);
}

/** What stands above it is paused. */
function focus(tx: Transaction, session: Session, task: Task, depth: number, reason: string | null): void {
  if (topFrame(tx.db, session.id)?.depth === depth) return;
  const data: TaskActivity = { action: "activate", task: task.key, reason };
  recordActivity(tx, session, "task", `went back to ${task.key}`, { ...data });
  pauseSubtasks(tx, session, depth + 1, `${session.key} went back to ${task.key}`);
}

function takeSubtask(
  tx: Transaction,
  session: Session,
  task: Task,
  it: Taken,
  taking: Taking,
  depth: number,
): void {
  obey(refuseSubtask(it, taking.force));
  const parent = requireTask(tx.db, task.parentId ?? "");
  const { message } = whatStandsAbove(tx, session.id, depth, parent.key);
  if (message !== null && !taking.switch)
    throw new OverstoryError("conflict", message, { hint: "--switch pauses what stands above" });
  pauseSubtasks(tx, session, depth + 1, `${session.key} went to ${task.key}`);
  moveTask(tx, task.id, { status: "underway" });
  pushFrame(tx, session, { kind: "subtask", sprintId: null, taskId: task.id });
  recordTaking(tx, session, it, taking);
}

/** Pauses the task that the session holds; answers how things stand for the other one then. */
function putAside(tx: Transaction, session: Session, task: Task, it: Taken): Taken {
  const held = session.currentTaskId === null ? null : requireTask(tx.db, session.currentTaskId);
  if (held === null || it.holder !== null) return it;
  const there = readSituation(tx.db, { kind: "session", sessionId: session.id }, session, held);
  obey(refuseSettling(there, "pause"));
  const reason = `${session.key} went to ${task.key}`;
  settleTask(tx, { kind: "session", sessionId: session.id }, there, held, { action: "pause", reason });
  return { ...it, session: readActor(tx.db, requireSession(tx.db, session.id)) };
}

function recordTaking(tx: Transaction, session: Session, it: Taken, { action, reason }: Taking): void {
  const { label, openDependencies: open } = it;
  const data: TaskActivity = {
    action,
    task: label,
    reason,
    ...(open.length > 0 ? { forced: true as const, open } : {}),
  };
  const against = open.length > 0 ? ` although it waits for ${open.join(", ")}` : "";
  recordActivity(tx, session, "task", `took ${label}${against}`, { ...data });
}

/** The task goes from the session that holds it to another; what the first had on its stack for it goes along. */
export function handOff(
  tx: Transaction,
  from: Session,
  to: Session,
  task: Task,
  it: Taken,
  reason: string | null,
): void {
  obey(refuseSettling(it, "handoff"));
  obey(refuseHandoff(it, readActor(tx.db, to)));
  if (from.currentTaskId !== task.id)
    throw new OverstoryError("conflict", `${it.label} is a subtask of what ${from.key} holds`, {
      hint: "hand off the task that it belongs to, or deactivate it first",
    });
  const given: TaskActivity = { action: "handoff", task: it.label, reason, session: to.key };
  recordActivity(tx, from, "task", `handed ${it.label} to ${to.key}`, { ...given });
  handOffTask(tx, from, to, task);
  const received: TaskActivity = { action: "receive", task: it.label, reason, session: from.key };
  noteActivity(tx, to, "task", `got ${it.label} from ${from.key}`, { ...received });
  addNotice(tx, to.id, `${it.label} (${task.title}) was handed to you by ${from.key}`);
}

/** Of the tasks of an active run only its own agents can say that they are done, and never that they are complete. */
export const isCarriedOut = ({ run }: TaskSituation, session: Session | null): boolean =>
  run !== null && session !== null && isSpawned(session);
