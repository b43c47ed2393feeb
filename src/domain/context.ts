/** What a session is working on, from the project at the bottom to what it does now. */
export const CONTEXT_KINDS = ["project", "sprint", "task", "subtask"] as const;
export type ContextKind = (typeof CONTEXT_KINDS)[number];

/**
 * A place on the stack. The project is always at depth 0, a sprint only right above it, then the task that the session
 * holds, and above that its subtasks, each a subtask of the one below.
 */
export interface ContextFrame {
  /** From 0. */
  depth: number;
  kind: ContextKind;
  /** null but for a sprint. */
  sprintId: string | null;
  /** null but for a task or a subtask. */
  taskId: string | null;
  pushedAt: number;
}
