import type { Session } from "../domain/session.ts";
import type { Task } from "../domain/task.ts";

/**
 * What an agent is told first.
 *
 * @param isResumed it goes on with a conversation in which it was told its task
 */
export function firstPrompt(_session: Session, task: Task | null, isResumed: boolean): string {
  if (isResumed)
    return "[overstory] You were interrupted, and your worktree is as you left it. Go on with your task.";
  return task === null ? "" : (task.spec.prompt ?? task.title);
}
