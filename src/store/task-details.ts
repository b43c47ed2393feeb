import type { Database } from "bun:sqlite";
import type { TaskStatus } from "../domain/task.ts";
import { listTenures, type Tenure } from "./claims.ts";

// What belongs to tasks and is not in their rows, for all of a list at once.

export interface TaskLine {
  key: string;
  title: string;
  status: TaskStatus;
}

export interface TaskDetails {
  /** Keys of its run, its sprint, and the task that it is a part of. */
  run: string | null;
  sprint: string | null;
  parent: string | null;
  /** The open session that works on it. */
  holder: { key: string; name: string } | null;
  /** In the order in which they were made. */
  subtasks: TaskLine[];
  /** The tasks that must be complete first. */
  dependsOn: TaskLine[];
  /** Everyone who ever worked on it, oldest first. */
  tenures: Tenure[];
}

/** By the task's id. */
export function readTaskDetails(db: Database, taskIds: readonly string[]): Map<string, TaskDetails> {
  const ids = JSON.stringify(taskIds);
  const subtasks = groupLines(db, SUBTASKS, ids);
  const dependsOn = groupLines(db, DEPENDENCIES, ids);
  const tenures = Map.groupBy(listTenures(db, taskIds), ({ taskId }) => taskId);
  const rows = db.query<NamesRow, [string]>(NAMES).all(ids);
  return new Map(
    rows.map(({ id, run, sprint, parent, holderKey, holderName }) => [
      id,
      {
        run,
        sprint,
        parent,
        holder: holderKey === null || holderName === null ? null : { key: holderKey, name: holderName },
        subtasks: subtasks.get(id) ?? [],
        dependsOn: dependsOn.get(id) ?? [],
        tenures: tenures.get(id) ?? [],
      },
    ]),
  );
}

interface NamesRow extends Pick<TaskDetails, "run" | "sprint" | "parent"> {
  id: string;
  holderKey: string | null;
  holderName: string | null;
}

const NAMES = `SELECT t.id, r.key AS run, sp.key AS sprint, p.key AS parent, s.key AS holderKey, s.name AS holderName
  FROM tasks AS t LEFT JOIN runs AS r ON r.id = t.run_id LEFT JOIN sprints AS sp ON sp.id = t.sprint_id
    LEFT JOIN tasks AS p ON p.id = t.parent_id
    LEFT JOIN sessions AS s ON s.id = coalesce((SELECT id FROM sessions WHERE current_task_id = t.id),
      (SELECT session_id FROM context_frames WHERE task_id = t.id))
  WHERE t.id IN (SELECT value FROM json_each(?))`;

const SUBTASKS = `SELECT parent_id AS owner, key, title, status FROM tasks
  WHERE parent_id IN (SELECT value FROM json_each(?)) ORDER BY created_at, position, id`;

const DEPENDENCIES = `SELECT d.task_id AS owner, t.key, t.title, t.status
  FROM task_dependencies AS d JOIN tasks AS t ON t.id = d.depends_on_id
  WHERE d.task_id IN (SELECT value FROM json_each(?)) ORDER BY t.created_at, t.position, t.id`;

function groupLines(db: Database, sql: string, ids: string): Map<string, TaskLine[]> {
  const groups = new Map<string, TaskLine[]>();
  for (const { owner, ...line } of db.query<TaskLine & { owner: string }, [string]>(sql).all(ids)) {
    const group = groups.get(owner);
    if (group) group.push(line);
    else groups.set(owner, [line]);
  }
  return groups;
}
