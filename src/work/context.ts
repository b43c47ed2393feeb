import type { PopRequest, PushRequest } from "../api/contract/context.ts";
import type { Caller } from "../domain/caller.ts";
import type { Session } from "../domain/session.ts";
import type { Task } from "../domain/task.ts";
import { refuseSettling } from "../domain/task-rules.ts";
import { OverstoryError } from "../errors.ts";
import { recordActivity } from "../store/activities.ts";
import { pauseSubtasks } from "../store/claims.ts";
import { findFrame, frameAt, nameFrame, topFrame } from "../store/context.ts";
import { requireSprint } from "../store/sprints.ts";
import type { Store, Transaction } from "../store/store.ts";
import { requireTask, requireTaskByKey } from "../store/tasks.ts";
import { obey } from "./obey.ts";
import { requireOpen } from "./require-open.ts";
import { requireSelf } from "./require-self.ts";
import { activateSprint } from "./sprints.ts";
import { settleTask, whatStandsAbove } from "./task-ending.ts";
import { readActor, readSituation } from "./task-situation.ts";
import { activateTask, takeTask } from "./task-taking.ts";

/** What a session works on, as a stack. To put a task on it is to take the task, to take it off is to pause it. */
export class Context {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  push(caller: Caller, { id }: Session, { kind, key }: PushRequest): Promise<void> {
    return this.#store.write((tx) => {
      const session = requireOpen(tx, id);
      requireSelf(caller, session);
      if (kind === "sprint") activateSprint(tx, session, requireSprint(tx.db, key));
      else pushTask(tx, caller, session, kind, requireTaskByKey(tx.db, key));
    });
  }

  pop(caller: Caller, { id }: Session, { key, through = false }: PopRequest): Promise<void> {
    return this.#store.write((tx) => {
      const session = requireOpen(tx, id);
      requireSelf(caller, session);
      const depth = key === undefined ? (topFrame(tx.db, id)?.depth ?? 0) : depthOf(tx, session, key);
      const frame = depth === 0 ? null : frameAt(tx.db, id, depth);
      if (!frame) throw new OverstoryError("conflict", `${session.key} has nothing on its stack to take off`);
      const name = nameFrame(tx.db, frame);
      const { message } = whatStandsAbove(tx, id, depth, name);
      if (message !== null && !through)
        throw new OverstoryError("conflict", message, { hint: "--through takes those off too" });
      takeOff(tx, caller, session, depth, `${session.key} took ${name} off its stack`);
    });
  }

  clear(caller: Caller, { id }: Session): Promise<void> {
    return this.#store.write((tx) => {
      const session = requireOpen(tx, id);
      requireSelf(caller, session);
      takeOff(tx, caller, session, 1, `${session.key} cleared its stack`);
    });
  }
}

function pushTask(
  tx: Transaction,
  caller: Caller,
  session: Session,
  kind: "task" | "subtask",
  task: Task,
): void {
  const it = { ...readSituation(tx.db, caller, session, task), session: readActor(tx.db, session) };
  const how = { force: false, reason: null, switch: false };
  if (kind === "task") takeTask(tx, session, task, it, { ...how, action: "claim" });
  else {
    requireParentOnTop(tx, session, task, it.label);
    activateTask(tx, session, task, it, { ...how, action: "activate" });
  }
}

function requireParentOnTop(tx: Transaction, session: Session, task: Task, name: string): void {
  const parent = topFrame(tx.db, session.id)?.taskId ?? null;
  if (parent !== null && parent === task.parentId) return;
  throw new OverstoryError("conflict", `${name} is no subtask of what ${session.key} works on`, {
    hint: "overstory context show shows what that is",
  });
}

/** Where the task or the sprint stands. Throws `not_found`, and `conflict` when it is not on the session's stack. */
function depthOf(tx: Transaction, session: Session, key: string): number {
  const sprintFrame = frameAt(tx.db, session.id, 1);
  if (sprintFrame && nameFrame(tx.db, sprintFrame) === key.toUpperCase()) return 1;
  const task = requireTaskByKey(tx.db, key);
  const frame = findFrame(tx.db, task.id);
  if (frame?.sessionId === session.id) return frame.depth;
  throw new OverstoryError("conflict", `${task.key} is not on the stack of ${session.key}`);
}

/** Takes off all from that depth up; tasks among it are paused, and the pointer is cleared with the one that is held. */
function takeOff(tx: Transaction, caller: Caller, session: Session, depth: number, reason: string): void {
  const held = session.currentTaskId === null ? null : requireTask(tx.db, session.currentTaskId);
  const frame = held && findFrame(tx.db, held.id);
  if (held && (!frame || frame.depth >= depth)) {
    const it = readSituation(tx.db, caller, session, held);
    obey(refuseSettling(it, "pause"));
    settleTask(tx, caller, it, held, { action: "pause", reason });
  } else recordActivity(tx, session, "context", reason);
  pauseSubtasks(tx, session, depth, reason);
}
