import type { Database } from "bun:sqlite";
import type { CompletionPolicy } from "../domain/completion/policy.ts";
import {
  type Facts,
  findPlaceholders,
  type Placeholder,
  type Template,
} from "../domain/instructions/template.ts";
import { isOpen, isSpawned, type Session } from "../domain/session.ts";
import { activeOf } from "../store/activities.ts";
import { latestApproval } from "../store/approvals.ts";
import { countTaskUpdates } from "../store/completion-facts.ts";
import { findFreeTask, nameSprint, nameTask } from "../store/instruction-facts.ts";
import { getRun } from "../store/runs.ts";
import { getSession } from "../store/sessions.ts";
import { labelOf } from "../store/task-edits.ts";
import { requireTask } from "../store/tasks.ts";

/** What a template may say at this moment; what it does not ask for may be left empty. */
export function gatherFacts(
  db: Database,
  template: Template,
  sessionId: string | null,
  taskId: string | null,
  policy: CompletionPolicy,
): Facts {
  const session = sessionId === null ? null : getSession(db, sessionId);
  const active = session === null ? { taskId: null, sprintId: null } : activeOf(db, session.id);
  const isIdle = session === null || (session.currentTaskId === null && !isSpawned(session));
  const mayClaim = isIdle && asks(template, ["next", "nextTitle"]);
  return {
    ...(session === null ? {} : sessionFacts(db, session)),
    ...activeFacts(db, active.taskId, policy),
    ...taskFacts(db, taskId ?? active.taskId),
    ...sprintFacts(db, active.sprintId),
    ...(mayClaim ? freeFacts(db, active.sprintId) : {}),
  };
}

/** Whether a template names one of them, in a text or as a condition. */
function asks(template: Template, names: readonly Placeholder[]): boolean {
  const named = template.flatMap(({ text, command = "", when = "" }) => [
    ...findPlaceholders(text + command).map(({ name }) => name),
    when.replace(/^!/, ""),
  ]);
  return names.some((name) => named.includes(name));
}

function sessionFacts(db: Database, session: Session): Facts {
  const { key, name, role, phase, worktree, runId, currentTaskId, state } = session;
  const run = isSpawned(session) && runId !== null ? (getRun(db, runId)?.key ?? "") : "";
  const asked = latestApproval(db, session.id);
  return {
    session: key,
    name,
    role,
    phase,
    worktree: worktree ?? "",
    run,
    held: currentTaskId === null ? "" : labelOf(db, currentTaskId),
    idle: currentTaskId === null && isOpen(state) && isSpawned(session) ? key : "",
    free: currentTaskId === null && isOpen(state) && !isSpawned(session) ? key : "",
    question: asked?.decision === null ? asked.question : "",
    approved: asked?.decision === "approved" ? (asked.note ?? "without a note") : "",
    rejected: asked?.decision === "rejected" ? (asked.note ?? "without a note") : "",
  };
}

/** What stands on top of its stack. */
function activeFacts(db: Database, taskId: string | null, policy: CompletionPolicy): Facts {
  const task = taskId === null ? null : nameTask(db, taskId);
  if (task === null) return {};
  const updates = countTaskUpdates(db, task.id);
  return {
    active: task.key,
    activeTitle: task.title,
    parent: task.parent,
    subtask: task.subtask,
    subtaskTitle: task.subtaskTitle,
    openSubtasks: task.openSubtasks === 0 ? "" : String(task.openSubtasks),
    updates: String(updates),
    fewUpdates: updates < policy.updates ? String(policy.updates) : "",
  };
}

function taskFacts(db: Database, taskId: string | null): Facts {
  const task = taskId === null ? null : nameTask(db, taskId);
  if (task === null) return {};
  const gates = requireTask(db, task.id).spec.gates.join(", ");
  return { task: task.key, title: task.title, status: task.status, reason: task.reason, gates };
}

function sprintFacts(db: Database, sprintId: string | null): Facts {
  const sprint = sprintId === null ? null : nameSprint(db, sprintId);
  return sprint === null ? {} : { sprint: sprint.key, sprintTitle: sprint.title };
}

function freeFacts(db: Database, sprintId: string | null): Facts {
  const task = findFreeTask(db, sprintId);
  return task === null ? {} : { next: task.key, nextTitle: task.title };
}
