import type { Database } from "bun:sqlite";
import type { Run } from "../domain/run.ts";
import { isOpen } from "../domain/session.ts";
import type { RunFacts } from "../domain/steps.ts";
import { listClaimants } from "../store/claims.ts";
import { listGates } from "../store/gates.ts";
import { groupOf } from "../store/limits.ts";
import { listMerges } from "../store/merges.ts";
import { listSessionsOfRun } from "../store/sessions.ts";
import { listTasks } from "../store/tasks.ts";
import { readHolds } from "./limits.ts";

/**
 * Reads what a run's next steps are decided from.
 *
 * @param jitter see `holdOf`
 */
export function readRun(db: Database, run: Run, jitter: number): RunFacts {
  const sessions = new Map(listSessionsOfRun(db, run.id).map((session) => [session.id, session]));
  const latestOf = new Map(
    listClaimants(db, run.id).map(({ taskId, sessionId }) => [taskId, sessions.get(sessionId)]),
  );
  const gates = Map.groupBy(listGates(db, run.id), ({ sessionId }) => sessionId);
  const merges = new Map(listMerges(db, run.id).map((merge) => [merge.sessionId, merge]));
  return {
    run,
    holds: readHolds(db, jitter),
    tasks: listTasks(db, run.id).map((task) => {
      const latest = latestOf.get(task.id) ?? null;
      const holds = latest !== null && isOpen(latest.state) && latest.currentTaskId === task.id;
      return {
        task,
        group: groupOf(latest ?? { limitGroup: null, runtime: task.spec.runtime }),
        holder: holds ? latest : null,
        latest,
        gates: latest ? (gates.get(latest.id) ?? []) : [],
        merge: latest ? (merges.get(latest.id) ?? null) : null,
      };
    }),
  };
}
