import type { TaskStatus } from "../task.ts";
import type { Finding } from "./judge.ts";
import { countOf, nameSome } from "./words.ts";

export interface OpenTask {
  /** As people name it in commands. */
  key: string;
  status: TaskStatus;
}

/**
 * Parts of something that must be closed before it is.
 *
 * @param all how many parts there are
 * @param open those that are not closed
 */
export function findOpen(
  type: "subtasks" | "tasks",
  noun: "subtask" | "task",
  all: number,
  open: readonly OpenTask[],
): Finding {
  const [first] = open;
  if (!first) {
    const message = all === 0 ? `there are no ${noun}s` : `${countOf(all, noun)}, all closed`;
    return { type, state: "met", message, field: null, how: null };
  }
  const names = nameSome(open.map(({ key, status }) => `${key} (${status})`));
  return {
    type,
    state: "lacking",
    message: `${open.length} of ${countOf(all, noun)} ${open.length === 1 ? "is" : "are"} open: ${names}`,
    field: null,
    how: `finish each, or give it up: overstory task complete ${first.key}, overstory task abort ${first.key} --reason "…"`,
  };
}
