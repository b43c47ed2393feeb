import type { Database } from "bun:sqlite";
import type { GateFacts } from "../../domain/completion/gates.ts";
import type { WorkTreeFacts } from "../../domain/completion/work-tree.ts";
import { isSpawned, type Session } from "../../domain/session.ts";
import type { Task } from "../../domain/task.ts";
import { listGatesOf } from "../../store/gates.ts";
import { whyNoTree } from "./gather-tree.ts";

/** Whether overstory runs the task's gates by itself when the session has ended. */
export const areRunByItself = (task: Pick<Task, "runId">, session: Session | null): boolean =>
  task.runId !== null && session !== null && isSpawned(session);

export function gatherGates(
  db: Database,
  task: Task,
  session: Session | null,
  tree: WorkTreeFacts,
): GateFacts {
  const commands = task.spec.gates;
  if (areRunByItself(task, session)) return { by: "overstory", commands };
  const why = whyNoTree(session);
  if (session === null || why !== null) return { by: "nobody", commands, why: why ?? "nobody works on it" };
  const runs = listGatesOf(db, task.id, session.id);
  const gates = commands.map((command, position) => ({
    command,
    run: runs.find((run) => run.position === position) ?? null,
  }));
  return { by: "session", gates, head: tree.isKnown ? tree.head : null };
}
