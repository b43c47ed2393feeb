import type { ContextChange } from "./activity.ts";

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

/** What may stand right above each; nothing (null) has only the project above it. */
const ABOVE: Record<ContextKind | "nothing", readonly ContextKind[]> = {
  nothing: ["project"],
  project: ["sprint", "task"],
  sprint: ["task"],
  task: ["subtask"],
  subtask: ["subtask"],
};

export const mayStandOn = (kind: ContextKind, below: ContextKind | null): boolean =>
  ABOVE[below ?? "nothing"].includes(kind);

/** How many names a sentence holds before it counts the rest. */
const NAMED = 3;

/** `TASK-004, TASK-005, TASK-006 and 9,994 more`. */
export function nameSome(names: readonly string[], count: number): string {
  const named = names.slice(0, NAMED);
  const rest = count - named.length;
  if (rest > 0) return `${named.join(", ")} and ${rest.toLocaleString("en-US")} more`;
  return named.length < 2 ? named.join("") : `${named.slice(0, -1).join(", ")} and ${named.at(-1)}`;
}

/** Whether all above a frame goes with it, or the one who wants it gone has to say so first. */
export function refusePop(name: string, above: readonly string[], count: number): string | null {
  if (count === 0) return null;
  return `${nameSome(above, count)} ${count === 1 ? "stands" : "stand"} above ${name}`;
}

/**
 * The stack that these changes of one session, oldest first, lead to. Throws RangeError, naming the change, for a
 * history that cannot have been.
 */
export function rebuildStack(history: readonly (ContextChange & { at: number })[]): ContextFrame[] {
  const stack: ContextFrame[] = [];
  for (const [index, { action, at, durationMs: _, ...place }] of history.entries()) {
    const top = stack.at(-1);
    const fits =
      action === "push"
        ? place.depth === stack.length && mayStandOn(place.kind, top?.kind ?? null)
        : top !== undefined && isSamePlace(top, place);
    if (!fits)
      throw new RangeError(`change ${index} (${action} of ${place.kind} at ${place.depth}) cannot be`);
    if (action === "push") stack.push({ ...place, pushedAt: at });
    else stack.pop();
  }
  return stack;
}

type Place = Omit<ContextFrame, "pushedAt">;

const isSamePlace = (one: Place, other: Place): boolean =>
  one.depth === other.depth &&
  one.kind === other.kind &&
  one.sprintId === other.sprintId &&
  one.taskId === other.taskId;

/**
 * The stack of a session as it was when it ended: what its end took off is on it again.
 *
 * @param history all its changes, oldest first
 */
export function stackAtEnd(
  history: readonly (ContextChange & { at: number })[],
  endedAt: number,
): ContextFrame[] {
  const before = history.findLastIndex(({ action, at }) => action === "push" || at < endedAt);
  return rebuildStack(history.slice(0, before + 1));
}
