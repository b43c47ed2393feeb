import type { Database } from "bun:sqlite";
import { IS_OPEN } from "./session-row.ts";

/** An imported session that is open, and the task that it holds. */
export interface OpenImported {
  id: string;
  startedAt: number;
  taskId: string | null;
  /** Of that task. */
  sprintId: string | null;
}

const PAGE = 500;

/** Some at a time: they may change between two. */
export function* listOpenImported(db: Database, importId: string): Generator<OpenImported> {
  const page = db.query<OpenImported, [string, string]>(
    `SELECT s.id, s.started_at AS startedAt, s.current_task_id AS taskId, k.sprint_id AS sprintId
     FROM sessions AS s LEFT JOIN tasks AS k ON k.id = s.current_task_id
     WHERE s.${IS_OPEN} AND s.id > ?2
       AND EXISTS (SELECT 1 FROM imported_things WHERE target_id = s.id AND import_id = ?1)
     ORDER BY s.id LIMIT ${PAGE}`,
  );
  for (let after = ""; ; ) {
    const sessions = page.all(importId, after);
    yield* sessions;
    const last = sessions.at(-1);
    if (!last) return;
    after = last.id;
  }
}
