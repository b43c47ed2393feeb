import type { Database } from "bun:sqlite";
import type { RunStatus } from "../domain/run.ts";
import { OverstoryError } from "../errors.ts";
import { endRun, insertRun, requireRun } from "./runs.ts";
import { Store } from "./store.ts";

export type { RunStatus } from "../domain/run.ts";

/** Times are ISO 8601 UTC. */
export interface Run {
  /** `RUN-001` */
  id: string;
  startedAt: string;
  completedAt: string | null;
  /** Sessions of the run, or the agents announced by `incrementAgentCount` if those are more. */
  agentCount: number;
  coordinatorSessionId: string | null;
  status: RunStatus;
}

export interface InsertRun {
  goal?: string;
  coordinatorSessionId?: string | null;
}

export interface RunStore {
  /** Makes the id. */
  createRun(run?: InsertRun): Run;
  getRun(id: string): Run | null;
  /** The newest active run. */
  getActiveRun(): Run | null;
  /** Newest first. */
  listRuns(limit?: number): Run[];
  /** Announces an agent that has no session of its own here. Throws `not_found`. */
  incrementAgentCount(id: string): void;
  /** Ends an active run; one that has ended stays as it is. Throws `not_found`. */
  completeRun(id: string, status: Exclude<RunStatus, "active">): void;
  close(): void;
}

export function createRunStore(dbPath: string): RunStore {
  return runStoreOver(Store.open(dbPath, "shared", Date.now));
}

function runStoreOver(store: Store): RunStore {
  const { db } = store;
  return {
    createRun: ({ goal = "", coordinatorSessionId = null } = {}) =>
      store.writeNow((tx) => {
        const { id } = insertRun(tx, { goal, maxAgents: 1000 });
        db.query("UPDATE runs SET coordinator_session_id = ? WHERE id = ?").run(coordinatorSessionId, id);
        return requireFace(db, id);
      }),
    getRun: (id) => selectRuns(db, "WHERE id = ?1 OR key = ?1", id)[0] ?? null,
    getActiveRun: () =>
      selectRuns(db, "WHERE status = 'active' ORDER BY started_at DESC, runs.id DESC LIMIT 1")[0] ?? null,
    listRuns: (limit = -1) => selectRuns(db, "ORDER BY started_at DESC, runs.id DESC LIMIT ?1", limit),
    incrementAgentCount: (id) =>
      store.writeNow((tx) => {
        tx.db
          .query("UPDATE runs SET announced_agents = announced_agents + 1 WHERE id = ?")
          .run(requireRun(tx.db, id).id);
      }),
    completeRun: (id, status) =>
      store.writeNow((tx) => {
        endRun(tx, requireRun(tx.db, id).id, status, null);
      }),
    close: () => store.close(),
  };
}

const ISO = "%Y-%m-%dT%H:%M:%fZ";

function requireFace(db: Database, id: string): Run {
  const [run] = selectRuns(db, "WHERE id = ?1", id);
  if (!run) throw new OverstoryError("not_found", `there is no run ${id}`);
  return run;
}

const selectRuns = (db: Database, rest: string, ...values: (string | number)[]): Run[] =>
  db
    .query<Run, (string | number)[]>(
      `SELECT key AS id, strftime('${ISO}', started_at / 1000.0, 'unixepoch') AS startedAt,
         strftime('${ISO}', ended_at / 1000.0, 'unixepoch') AS completedAt,
         max(announced_agents, (SELECT count(*) FROM sessions WHERE run_id = runs.id)) AS agentCount,
         coordinator_session_id AS coordinatorSessionId, status
       FROM runs ${rest}`,
    )
    .all(...values);
