import type { Database } from "bun:sqlite";
import type { Sprint } from "../../domain/sprint.ts";
import { TASK_STATUSES, type TaskStatus } from "../../domain/task.ts";
import { listTasksOfSprints, type SprintTask } from "../../store/task-list.ts";
import type { SprintView } from "../contract/sprint.ts";
import { iso, isoOrNull } from "./times.ts";

/** The tasks of all of them are looked up together. */
export function viewSprints(db: Database, sprints: readonly Sprint[]): SprintView[] {
  const tasks = listTasksOfSprints(
    db,
    sprints.map(({ id }) => id),
  );
  const bySprint = Map.groupBy(tasks, ({ sprintId }) => sprintId);
  return sprints.map((sprint) => viewOne(sprint, bySprint.get(sprint.id) ?? []));
}

export const viewSprint = (db: Database, sprint: Sprint): SprintView =>
  viewOne(sprint, listTasksOfSprints(db, [sprint.id]));

function viewOne(sprint: Sprint, tasks: readonly SprintTask[]): SprintView {
  const counts = Object.fromEntries(TASK_STATUSES.map((status) => [status, 0])) as Record<TaskStatus, number>;
  for (const { status } of tasks) counts[status]++;
  return {
    id: sprint.id,
    key: sprint.key,
    title: sprint.title,
    goal: sprint.goal,
    status: sprint.status,
    summary: sprint.summary,
    counts,
    tasks: tasks.map(({ key, title, status, priority }) => ({ key, title, status, priority })),
    createdAt: iso(sprint.createdAt),
    updatedAt: iso(sprint.updatedAt),
    closedAt: isoOrNull(sprint.closedAt),
  };
}
