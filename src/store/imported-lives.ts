import type { Database } from "bun:sqlite";
import type { ProcessIdentity } from "../domain/session.ts";
import { encode } from "./json-columns.ts";
import { IS_OPEN } from "./session-row.ts";
import type { Transaction } from "./store.ts";

/** What an imported open session says of its process. */
export interface ImportedLife {
  id: string;
  key: string;
  pid: number | null;
  tmuxSession: string | null;
  startedAt: number;
  lastActivityAt: number;
}

/** null when it has ended. */
export const readLife = (db: Database, id: string): ImportedLife | null =>
  db
    .query<ImportedLife, [string]>(
      `SELECT id, key, metadata ->> '$.imported.pid' AS pid, metadata ->> '$.imported.tmuxSession' AS tmuxSession,
         started_at AS startedAt, last_activity_at AS lastActivityAt
       FROM sessions WHERE id = ? AND ${IS_OPEN}`,
    )
    .get(id);

/** From now on it is looked after by that process. */
export function recordLife({ db }: Transaction, id: string, agent: ProcessIdentity): void {
  db.query("UPDATE sessions SET agent = ? WHERE id = ?").run(encode(agent), id);
}

/** It ended, unseen, after its last activity. What the source says of it is kept. */
export function settleImported({ db }: Transaction, id: string, reason: string): void {
  db.query(
    `UPDATE sessions SET metadata = json_set(metadata, '$.imported.was.state', state, '$.imported.was.reason', reason,
         '$.imported.was.attention', attention, '$.imported.was.endedAt', NULL),
       active_ms = active_ms + max(0, last_activity_at - coalesce(active_since, last_activity_at)), active_since = NULL,
       state = 'zombie', reason = ?, attention = NULL, ended_at = last_activity_at
     WHERE id = ?`,
  ).run(reason, id);
}

/** Runs that were active there end with the last activity of their sessions. */
export function settleRuns({ db }: Transaction, importId: string): void {
  db.query(
    `UPDATE runs SET ended_at = max(ended_at, coalesce((SELECT max(last_activity_at) FROM sessions WHERE run_id = runs.id), 0))
     WHERE id IN (SELECT x.target_id FROM imported_extras AS x JOIN imported_things AS t ON t.target_id = x.target_id
       WHERE t.import_id = ? AND t.kind = 'run' AND x.data ->> '$.was.status' = 'active')`,
  ).run(importId);
}
