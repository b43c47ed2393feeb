import type { Merge } from "../../domain/merge.ts";
import { requireRun } from "../../store/runs.ts";
import { requireSession } from "../../store/sessions.ts";
import { requireTask } from "../../store/tasks.ts";
import type { MergeWorld } from "./merge-world.ts";

/** Message of its merge commit; the trailers are for programs. */
export function describeMerge(
  { store: { db } }: Pick<MergeWorld, "store">,
  { taskId, sessionId, runId }: Merge,
): string {
  const task = requireTask(db, taskId);
  const trailers = [
    `Overstory-Run: ${requireRun(db, runId).key}`,
    `Overstory-Task: ${task.key}`,
    `Overstory-Session: ${requireSession(db, sessionId).key}`,
  ];
  return `Merge ${task.key}: ${task.title}\n\n${trailers.join("\n")}\n`;
}
