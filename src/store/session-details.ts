import type { Database } from "bun:sqlite";
import type { TaskStatus } from "../domain/task.ts";

/** What belongs to a session and is not in its row. */
export interface SessionDetails {
  /** Keys of its run, of the session whose work it goes on with, and of the one that it works for. */
  run: string | null;
  predecessor: string | null;
  parent: string | null;
  /** The task that it holds, or held last. */
  task: { key: string; title: string; status: TaskStatus; command: string | null } | null;
}

interface Row extends Pick<SessionDetails, "run" | "predecessor" | "parent"> {
  id: string;
  key: string | null;
  title: string;
  status: TaskStatus;
  command: string | null;
}

/** By the session's id, for all of a list at once. */
export function readSessionDetails(db: Database, sessionIds: readonly string[]): Map<string, SessionDetails> {
  const rows = db
    .query<Row, [string]>(
      `SELECT s.id, r.key AS run, p.key AS predecessor, o.key AS parent, t.key, t.title, t.status, t.spec ->> '$.command' AS command
       FROM sessions AS s LEFT JOIN runs AS r ON r.id = s.run_id LEFT JOIN sessions AS p ON p.id = s.predecessor_id
         LEFT JOIN sessions AS o ON o.id = s.parent_id
         LEFT JOIN tasks AS t ON t.id = coalesce(s.current_task_id,
           (SELECT task_id FROM claims WHERE session_id = s.id ORDER BY claimed_at DESC LIMIT 1))
       WHERE s.id IN (SELECT value FROM json_each(?))`,
    )
    .all(JSON.stringify(sessionIds));
  return new Map(
    rows.map(({ id, run, predecessor, parent, key, title, status, command }) => [
      id,
      { run, predecessor, parent, task: key === null ? null : { key, title, status, command } },
    ]),
  );
}
