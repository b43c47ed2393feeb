import type { Database } from "bun:sqlite";
import type { Task } from "../../domain/task.ts";
import { readTaskDetails, type TaskDetails } from "../../store/task-details.ts";
import type { WorkTaskView } from "../contract/task.ts";
import { iso, isoOrNull } from "./times.ts";

/** What belongs to all of them is looked up together. */
export function viewWorkTasks(db: Database, tasks: readonly Task[]): WorkTaskView[] {
  const details = readTaskDetails(
    db,
    tasks.map(({ id }) => id),
  );
  return tasks.map((task) => viewOne(task, details.get(task.id) ?? NOTHING));
}

export const viewWorkTask = (db: Database, task: Task): WorkTaskView => ({
  ...viewOne(task, readTaskDetails(db, [task.id]).get(task.id) ?? NOTHING),
  prompt: task.spec.prompt,
  command: task.spec.command,
});

const NOTHING: TaskDetails = {
  run: null,
  sprint: null,
  parent: null,
  holder: null,
  subtasks: [],
  dependsOn: [],
  tenures: [],
};

const viewOne = (task: Task, details: TaskDetails): WorkTaskView => ({
  id: task.id,
  key: task.key,
  run: details.run,
  title: task.title,
  description: task.description,
  status: task.status,
  reason: task.stopReason,
  priority: task.priority,
  role: task.spec.role,
  category: task.category,
  estimateMs: task.estimateMs,
  sprint: details.sprint,
  parent: details.parent,
  subtasks: details.subtasks,
  dependsOn: details.dependsOn.map(({ key, status }) => ({ key, status })),
  gates: task.spec.gates,
  session: details.holder,
  history: details.tenures.map(({ sessionKey, claimedAt, releasedAt }) => ({
    session: sessionKey,
    claimedAt: iso(claimedAt),
    releasedAt: isoOrNull(releasedAt),
  })),
  summary: task.summary,
  createdAt: iso(task.createdAt),
  updatedAt: iso(task.updatedAt),
  closedAt: isoOrNull(task.closedAt),
});
