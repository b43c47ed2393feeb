import type { Database } from "bun:sqlite";
import { label } from "./tasks.ts";

/** What instructions say of a task; texts are empty, not null, where there is nothing to say. */
export interface NamedTask {
  id: string;
  key: string;
  title: string;
  status: string;
  reason: string;
  parent: string;
  /** Its next open subtask: key, title, and how many are open. */
  subtask: string;
  subtaskTitle: string;
  openSubtasks: number;
}

const OPEN_PART = "parent_id = t.id AND status NOT IN ('complete', 'aborted')";

export const nameTask = (db: Database, id: string): NamedTask | null =>
  db
    .query<NamedTask, [string]>(
      `SELECT t.id, ${label("t")} AS key, t.title, t.status, coalesce(t.stop_reason, '') AS reason,
         coalesce((SELECT ${label("above")} FROM tasks AS above WHERE above.id = t.parent_id), '') AS parent,
         coalesce(${label("next")}, '') AS subtask, coalesce(next.title, '') AS subtaskTitle,
         (SELECT count(*) FROM tasks WHERE ${OPEN_PART}) AS openSubtasks
       FROM tasks AS t LEFT JOIN tasks AS next ON next.id =
         (SELECT id FROM tasks WHERE ${OPEN_PART} ORDER BY status = 'blocked', created_at, id LIMIT 1)
       WHERE t.id = ?`,
    )
    .get(id);

export const nameSprint = (db: Database, id: string): { key: string; title: string } | null =>
  db.query<{ key: string; title: string }, [string]>("SELECT key, title FROM sprints WHERE id = ?").get(id);

/** The most urgent task that a session could claim; those of that sprint come first. */
export const findFreeTask = (db: Database, sprintId: string | null): { key: string; title: string } | null =>
  db
    .query<{ key: string; title: string }, [string | null]>(
      `SELECT ${label("t")} AS key, title FROM tasks AS t
       WHERE status = 'todo'
         AND NOT EXISTS (SELECT 1 FROM runs WHERE id = t.run_id AND status = 'active')
         AND NOT EXISTS (SELECT 1 FROM context_frames WHERE task_id = t.id)
         AND NOT EXISTS (SELECT 1 FROM task_dependencies AS d JOIN tasks AS before ON before.id = d.depends_on_id
           WHERE d.task_id = t.id AND before.status <> 'complete')
       ORDER BY sprint_id IS ? DESC, parent_id IS NOT NULL,
         CASE priority WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END, created_at, id
       LIMIT 1`,
    )
    .get(sprintId);

/** Whether there is something that the session has not heard yet; mail is no such thing. */
export const hasNotices = (db: Database, sessionId: string): boolean =>
  db
    .query("SELECT 1 FROM notices WHERE session_id = ? AND seen_at IS NULL AND mail_id IS NULL")
    .get(sessionId) !== null;
