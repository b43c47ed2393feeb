import type { TaskActivity } from "../domain/activity.ts";
import type { Caller } from "../domain/caller.ts";
import { refusePop } from "../domain/context.ts";
import { isSpawned, type Session } from "../domain/session.ts";
import type { Task, TaskStatus } from "../domain/task.ts";
import type { TaskSituation } from "../domain/task-rules.ts";
import { OverstoryError } from "../errors.ts";
import { noteActivity, recordActivity } from "../store/activities.ts";
import { pauseSubtasks, releaseTask } from "../store/claims.ts";
import { findFrame, framesAbove, nameFrame, popFrames, topFrame } from "../store/context.ts";
import { addNotice } from "../store/notices.ts";
import { requestStop } from "../store/session-changes.ts";
import { getSession, requireSession } from "../store/sessions.ts";
import type { Transaction } from "../store/store.ts";
import { recordSummary } from "../store/task-edits.ts";
import { moveTask } from "../store/tasks.ts";

/** What becomes of a task, and why. */
export interface Fate {
  action: "complete" | "abort" | "block" | "pause" | "review" | "release";
  reason: string | null;
  /** Of what was done. */
  summary?: string | null;
  /** Checks that failed, and were overruled. */
  errors?: readonly string[];
}

const STATUS_OF: Record<Fate["action"], TaskStatus> = {
  complete: "complete",
  abort: "aborted",
  block: "blocked",
  pause: "paused",
  review: "review",
  release: "todo",
};
const DONE: Record<Fate["action"], string> = {
  complete: "completed",
  abort: "aborted",
  block: "blocked",
  pause: "paused",
  review: "put into review",
  release: "given back",
};

/**
 * Gives the task its fate and takes it off the stack of whoever holds it, in one: history, pointer, frames, status. Rules
 * must have been asked before. Answers the spawned session whose agent is to be ended for it; null for none.
 */
export function settleTask(
  tx: Transaction,
  caller: Caller,
  { label, holder, session }: Pick<TaskSituation, "label" | "holder" | "session">,
  task: Task,
  fate: Fate,
): Session | null {
  const who = holder === null ? null : requireSession(tx.db, holder.id);
  const doer = session === null ? null : requireSession(tx.db, session.id);
  writeHistory(tx, caller, { label, holder: who, doer }, fate);
  if (who) letGo(tx, who, task);
  if (fate.summary) recordSummary(tx, task.id, fate.summary);
  const stops = fate.action === "abort" || fate.action === "block";
  const isByPerson = caller.kind === "operator";
  moveTask(tx, task.id, {
    status: STATUS_OF[fate.action],
    ...(fate.reason === null ? {} : { reason: fate.reason }),
    ...(stops && isByPerson && { code: "operator" as const }),
  });
  if (who === null || !stops) return null;
  // Whoever acts for a spawned session is another one: that has a voice of its own.
  if (who.id === doer?.id && !(isByPerson && isSpawned(who))) return null;
  addNotice(tx, who.id, `${label} was ${DONE[fate.action]}${because(fate)}`);
  // Its agent would go on for nothing.
  return isSpawned(who) && requestStop(tx, who, "operator") ? who : null;
}

/** In the history of whoever did it, and of whoever lost it; written while the task is on the stack. */
function writeHistory(
  tx: Transaction,
  caller: Caller,
  { label, holder, doer }: { label: string; holder: Session | null; doer: Session | null },
  fate: Fate,
): void {
  const { action, reason, summary, errors } = fate;
  const by =
    caller.kind === "operator" ? "operator" : (getSession(tx.db, caller.sessionId)?.key ?? "a session");
  const data: TaskActivity = {
    action,
    task: label,
    reason,
    ...(summary ? { summary } : {}),
    ...(errors && errors.length > 0 ? { forced: true as const, errors } : {}),
  };
  const text = `${DONE[action]} ${label}${because(fate)}`;
  if (doer) recordActivity(tx, doer, "task", text, { ...data });
  if (holder && holder.id !== doer?.id)
    noteActivity(tx, holder, "task", `${label} was ${DONE[action]} by ${by}${because(fate)}`, {
      ...data,
      by,
    });
}

const because = ({ reason }: Fate): string => (reason === null ? "" : `: ${reason}`);

/** Takes the task off the holder's stack; subtasks above it are paused. */
function letGo(tx: Transaction, holder: Session, task: Task): void {
  if (holder.currentTaskId === task.id) {
    releaseTask(tx, holder.id);
    return;
  }
  const frame = findFrame(tx.db, task.id);
  if (!frame) return;
  pauseSubtasks(tx, holder, frame.depth + 1, `${holder.key} left ${task.key}`);
  popFrames(tx, holder, frame.depth);
}

/** Throws `conflict`, naming them, when subtasks stand above the task on its stack. */
export function requireOnTop(tx: Transaction, task: Task, hint: string): void {
  const frame = findFrame(tx.db, task.id);
  if (!frame) return;
  const { message, count } = whatStandsAbove(tx, frame.sessionId, frame.depth, task.key);
  if (count > 0 && message !== null) throw new OverstoryError("conflict", message, { hint });
}

/** A sentence that names what stands above a depth of a stack; null when nothing does. */
export function whatStandsAbove(
  tx: Transaction,
  sessionId: string,
  depth: number,
  name: string,
): { message: string | null; count: number } {
  const count = (topFrame(tx.db, sessionId)?.depth ?? depth) - depth;
  const names = framesAbove(tx.db, sessionId, depth, 4).map((frame) => nameFrame(tx.db, frame));
  return { message: refusePop(name, names, count), count };
}

/** A spawned session says that its task is done: it stays with it until the agent ends, then gates and merge follow. */
export function declareDone(
  tx: Transaction,
  session: Session,
  task: Task,
  label: string,
  { summary, reason, errors }: { summary: string | null; reason: string | null; errors: readonly string[] },
): void {
  if (summary) recordSummary(tx, task.id, summary);
  const data: TaskActivity = {
    action: "declare",
    task: label,
    reason,
    ...(summary ? { summary } : {}),
    ...(errors.length > 0 ? { forced: true as const, errors } : {}),
  };
  recordActivity(tx, session, "task", `declared ${label} done`, { ...data });
}
