import type { EndFacts } from "../domain/outcome.ts";
import type { Session } from "../domain/session.ts";
import type { Task } from "../domain/task.ts";
import { isDeclaredDone } from "../store/after-turn.ts";
import { lineOf } from "../store/session-query.ts";
import { listOpenTasks, listTasksMadeBy } from "../store/spawned-tasks.ts";
import type { World } from "./world.ts";

/** What an ending is judged by beside the work: whose task it was to have others do it, or to change nothing. */
export function readRole(
  db: World["store"]["db"],
  { id }: Session,
  task: Task | null,
): Required<Pick<EndFacts, "isExcused" | "coordination">> {
  if (task === null) return { isExcused: false, coordination: null };
  const isDeclared = isDeclaredDone(db, id);
  if (task.spec.isCoordination && task.runId !== null)
    return {
      isExcused: false,
      coordination: { open: listOpenTasks(db, task.runId).map(({ key }) => key), isDeclared },
    };
  const isExcused = isDeclared && (task.spec.mayWrite?.length === 0 || hasDelegated(db, id));
  return { isExcused, coordination: null };
}

/** Others did all of what it was to do; what turned out not to be needed was dropped. */
function hasDelegated(db: World["store"]["db"], sessionId: string): boolean {
  const made = listTasksMadeBy(db, lineOf(db, sessionId));
  return (
    made.some(({ status }) => status === "complete") &&
    made.every(({ status }) => status === "complete" || status === "aborted")
  );
}
