import type { Database } from "bun:sqlite";
import type { Sprint } from "../../domain/sprint.ts";
import { TASK_STATUSES, type TaskStatus } from "../../domain/task.ts";
import { findTasks } from "../../store/task-list.ts";
import type { SprintView } from "../work-contract.ts";
import { iso, isoOrNull } from "./times.ts";

export function viewSprint(db: Database, sprint: Sprint): SprintView {
  const tasks = findTasks(db, { sprintId: sprint.id, all: true });
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
