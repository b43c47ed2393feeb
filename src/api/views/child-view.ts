import type { Database } from "bun:sqlite";
import type { Session } from "../../domain/session.ts";
import type { Task } from "../../domain/task.ts";
import { listTenures } from "../../store/claims.ts";
import { listMerges } from "../../store/merges.ts";
import { getSession } from "../../store/sessions.ts";
import type { ChildView } from "../contract/child.ts";

/** @param waits why tasks are not begun, by id */
export function viewChildren(
  db: Database,
  tasks: readonly Task[],
  waits: ReadonlyMap<string, string>,
): ChildView[] {
  const tenures = Map.groupBy(
    listTenures(
      db,
      tasks.map(({ id }) => id),
    ),
    ({ taskId }) => taskId,
  );
  const runs = new Set(tasks.flatMap(({ runId }) => runId ?? []));
  const merges = Map.groupBy(
    [...runs].flatMap((id) => listMerges(db, id)),
    ({ taskId }) => taskId,
  );
  return tasks.map((task) => {
    const last = tenures.get(task.id)?.at(-1);
    const session = last ? getSession(db, last.sessionId) : null;
    const merge = merges.get(task.id)?.at(-1);
    return {
      task: {
        key: task.key,
        title: task.title,
        status: task.status,
        reason: task.stopReason,
        summary: task.summary,
      },
      role: task.spec.role,
      session: session && viewWorker(session),
      waitsFor: waits.get(task.id) ?? null,
      merge: merge ? { key: merge.key, state: merge.state, reason: merge.reason } : null,
    };
  });
}

const viewWorker = ({ key, name, state, attention, outcome }: Session) => ({
  key,
  name,
  state,
  attention,
  outcome,
});
