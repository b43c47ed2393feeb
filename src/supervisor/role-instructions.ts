import { roleText } from "../config/role-text.ts";
import type { Role } from "../domain/role.ts";
import type { Session } from "../domain/session.ts";
import type { Task } from "../domain/task.ts";

/**
 * What a session's agent is told of its role, whatever its task is; null for nothing. An agent that a person started keeps to
 * what that person told it. Throws `usage` when the role's own file cannot be read.
 */
export function roleInstructions(
  role: Role,
  root: string,
  { adoptedAt }: Pick<Session, "adoptedAt">,
  task: Task | null,
): string | null {
  if (adoptedAt !== null) return null;
  const limits = task?.spec.mayWrite ?? role.mayWrite ?? null;
  const parts = [roleText(role, root), ...(limits === null ? [] : [boundary(limits)])];
  return parts.filter((part) => part !== "").join("\n\n") || null;
}

const boundary = (patterns: readonly string[]): string =>
  patterns.length === 0
    ? "You may commit nothing: work of yours with commits is not taken."
    : `Your commits may change these paths alone: ${patterns.join(", ")}. Work that changes others is not taken.`;
