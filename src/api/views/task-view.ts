import type { Database } from "bun:sqlite";
import type { Task } from "../../domain/task.ts";
import { findHolder, listTenures } from "../../store/claims.ts";
import { findRun } from "../../store/runs.ts";
import { requireSession } from "../../store/sessions.ts";
import { requireSprint } from "../../store/sprints.ts";
import { listDependencies, listSubtasks } from "../../store/task-details.ts";
import { requireTask } from "../../store/tasks.ts";
import type { WorkTaskView } from "../work-contract.ts";
import { iso, isoOrNull } from "./times.ts";

export function viewWorkTask(db: Database, task: Task): WorkTaskView {
  const holder = findHolder(db, task.id);
  return {
    id: task.id,
    key: task.key,
    run: task.runId === null ? null : (findRun(db, task.runId)?.key ?? null),
    title: task.title,
    description: task.description,
    status: task.status,
    reason: task.stopReason,
    priority: task.priority,
    role: task.spec.role,
    category: task.category,
    estimateMs: task.estimateMs,
    sprint: task.sprintId === null ? null : requireSprint(db, task.sprintId).key,
    parent: task.parentId === null ? null : requireTask(db, task.parentId).key,
    subtasks: listSubtasks(db, task.id),
    dependsOn: listDependencies(db, task.id).map(({ key, status }) => ({ key, status })),
    gates: task.spec.gates,
    session: holder && { key: holder.key, name: requireSession(db, holder.id).name },
    history: listTenures(db, task.id).map(({ sessionKey, claimedAt, releasedAt }) => ({
      session: sessionKey,
      claimedAt: iso(claimedAt),
      releasedAt: isoOrNull(releasedAt),
    })),
    summary: task.summary,
    createdAt: iso(task.createdAt),
    updatedAt: iso(task.updatedAt),
    closedAt: isoOrNull(task.closedAt),
  };
}
