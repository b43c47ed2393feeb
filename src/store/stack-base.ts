import type { Sprint } from "../domain/sprint.ts";
import type { Doer } from "./activities.ts";
import { popFrames, pushFrame, topFrame } from "./context.ts";
import { moveSprint } from "./sprints.ts";
import type { Transaction } from "./store.ts";

/** The project is at the bottom of the stack, if it was not before. */
export function pushProject(tx: Transaction, session: Doer): void {
  if (!topFrame(tx.db, session.id)) pushFrame(tx, session, { kind: "project", sprintId: null, taskId: null });
}

/** The sprint is on the stack, in place of another one, and active. Nothing may stand above the sprint that there is. */
export function pushSprint(tx: Transaction, session: Doer, { id, status }: Sprint): void {
  pushProject(tx, session);
  if (status === "planned") moveSprint(tx, id, "active");
  if (topFrame(tx.db, session.id)?.sprintId === id) return;
  popFrames(tx, session, 1);
  pushFrame(tx, session, { kind: "sprint", sprintId: id, taskId: null });
}
