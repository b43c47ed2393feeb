import type { Database } from "bun:sqlite";
import type { Caller } from "../domain/caller.ts";
import { isOpen, type Session } from "../domain/session.ts";
import type { Task } from "../domain/task.ts";
import type { Actor, TaskSituation } from "../domain/task-rules.ts";
import { findOpenApproval } from "../store/approvals.ts";
import { findHolder, listTenures } from "../store/claims.ts";
import { findFrame } from "../store/context.ts";
import { hasQueuedMerge } from "../store/merges.ts";
import { getRun } from "../store/runs.ts";
import { lineOf } from "../store/session-query.ts";
import { requireSession } from "../store/sessions.ts";
import { findCoordinator } from "../store/spawned-tasks.ts";
import { labelOf, listOpenDependencies } from "../store/task-edits.ts";

/** Everything that decides what may be done with a task, as it is now. */
export function readSituation(
  db: Database,
  caller: Caller,
  session: Session | null,
  task: Task,
): TaskSituation {
  const run = task.runId === null ? null : getRun(db, task.runId);
  const holder = findHolder(db, task.id);
  const parent = task.parentId === null ? null : findFrame(db, task.parentId);
  return {
    label: labelOf(db, task.id),
    status: task.status,
    run: run?.status === "active" ? run : null,
    isMerging: hasQueuedMerge(db, task.id),
    asking: task.status === "paused" ? findAsking(db, task.id) : null,
    session: session && readActor(db, session),
    holder: holder && readActor(db, requireSession(db, holder.id)),
    isOperator: caller.kind === "operator",
    isMade: session !== null && isMadeBy(db, session, task),
    isPart: session !== null && parent?.sessionId === session.id,
    openDependencies: listOpenDependencies(db, task.id),
  };
}

function isMadeBy(db: Database, session: Session, { runId, madeBy, spec }: Task): boolean {
  if (runId === null || spec.isCoordination) return false;
  if (findCoordinator(db, runId)?.id === session.id) return true;
  return madeBy !== null && lineOf(db, session.id).includes(madeBy);
}

function findAsking(db: Database, taskId: string): string | null {
  const last = listTenures(db, [taskId]).at(-1);
  const session = last && requireSession(db, last.sessionId);
  return session && !isOpen(session.state) && findOpenApproval(db, session.id) ? session.key : null;
}

export const readActor = (db: Database, session: Session): Actor => ({
  ...session,
  held: session.currentTaskId === null ? null : labelOf(db, session.currentTaskId),
});
