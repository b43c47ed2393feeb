import type { ContextKind } from "../context.ts";

/** A place of a stack in the source; what it refers to is null when that leads nowhere. */
export interface SourceFrame {
  kind: ContextKind;
  /** Id of the sprint or task, ours. */
  targetId: string | null;
  /** The task that it is a part of, for a subtask. */
  parentId: string | null;
  pushedAt: number;
}

export interface StackFrame {
  kind: ContextKind;
  sprintId: string | null;
  taskId: string | null;
  pushedAt: number;
}

export interface HeldTask {
  id: string;
  sprintId: string | null;
}

/**
 * The legal stack that comes nearest to the source's: the project, a sprint, the task that the session holds, and above it
 * those subtasks that are parts of the one below.
 *
 * @param since when its project counts as pushed, ms UTC
 * @param held null when it holds no task: then nothing stands above the sprint
 */
export function buildStack(
  frames: readonly SourceFrame[],
  held: HeldTask | null,
  since: number,
): StackFrame[] {
  const project = frames.find(({ kind }) => kind === "project");
  const stack: StackFrame[] = [
    { kind: "project", sprintId: null, taskId: null, pushedAt: project?.pushedAt ?? since },
  ];
  const sprint = frames.find(({ kind, targetId }) => kind === "sprint" && targetId !== null);
  const sprintId = sprint?.targetId ?? null;
  if (sprint && sprintId !== null && (held === null || held.sprintId === null || held.sprintId === sprintId))
    stack.push({ kind: "sprint", sprintId, taskId: null, pushedAt: sprint.pushedAt });
  if (held === null) return stack;
  const task = frames.find(({ targetId }) => targetId === held.id);
  const above = stack.at(-1)?.pushedAt ?? since;
  stack.push({
    kind: "task",
    sprintId: null,
    taskId: held.id,
    pushedAt: task?.pushedAt ?? Math.max(above, since),
  });
  let below = held.id;
  for (const { kind, targetId, parentId, pushedAt } of frames) {
    if (kind !== "subtask" || targetId === null || parentId !== below) continue;
    stack.push({ kind, sprintId: null, taskId: targetId, pushedAt });
    below = targetId;
  }
  return stack;
}
