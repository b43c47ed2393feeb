import type { DoneRequest } from "../api/contract/child.ts";
import type { WorkServices } from "../api/work-services.ts";
import type { Session } from "../domain/session.ts";
import type { Task } from "../domain/task.ts";
import { OverstoryError, usageError } from "../errors.ts";
import { requireSession } from "../store/sessions.ts";
import { listOpenTasks } from "../store/spawned-tasks.ts";
import type { Store } from "../store/store.ts";
import { labelOf } from "../store/task-edits.ts";
import { requireTask } from "../store/tasks.ts";
import { declareDone } from "../work/task-ending.ts";

const MOST_NAMED = 8;

/** A session says that its task is done: its agent is ended when its turn is over, and what it left is judged. */
export class Done {
  readonly #store: Store;
  readonly #tasks: Pick<WorkServices["tasks"], "change">;

  constructor(store: Store, tasks: Pick<WorkServices["tasks"], "change">) {
    this.#store = store;
    this.#tasks = tasks;
  }

  /** Throws `conflict` for what stands in the way: for a coordinator the open tasks of its run, else failed checks. */
  async declare({ id }: Session, { summary }: DoneRequest): Promise<Session> {
    const { db } = this.#store;
    const session = requireSession(db, id);
    const task = requireOwnTask(db, session);
    const caller = { kind: "session", sessionId: session.id } as const;
    if (task.spec.isCoordination || changesNothing(task)) await this.#declare(session, summary ?? null);
    else await this.#tasks.change(caller, session, task, "complete", { summary });
    return requireSession(db, session.id);
  }

  /** There is no work of its own that could be checked. */
  #declare({ id }: Session, summary: string | null): Promise<void> {
    return this.#store.write((tx) => {
      const session = requireSession(tx.db, id);
      const task = requireOwnTask(tx.db, session);
      const open = task.runId === null || !task.spec.isCoordination ? [] : listOpenTasks(tx.db, task.runId);
      if (open.length > 0) throw stillOpen(open);
      if (changesNothing(task) && !task.spec.isCoordination && summary === null)
        throw usageError(
          "summary: is missing; what you found is your work",
          'overstory done --summary "what you found"',
        );
      declareDone(tx, session, task, labelOf(tx.db, task.id), { summary, reason: null, errors: [] });
    });
  }
}

const changesNothing = ({ spec }: Task): boolean => spec.mayWrite?.length === 0;

function requireOwnTask(db: Store["db"], { currentTaskId, key }: Session): Task {
  if (currentTaskId !== null) return requireTask(db, currentTaskId);
  throw new OverstoryError("conflict", `${key} holds no task that could be done`);
}

function stillOpen(open: readonly Task[]): OverstoryError {
  const named = open.slice(0, MOST_NAMED).map(({ key, status }) => `${key} (${status})`);
  const more = open.length > named.length ? `, and ${open.length - named.length} more` : "";
  return new OverstoryError(
    "conflict",
    `the run is not done: ${open.length === 1 ? "a task is" : `${open.length} tasks are`} not closed: ${named.join(", ")}${more}`,
    {
      hint: "end your turn, or wait: overstory mail wait; drop what is not needed: overstory task abort TASK --reason …",
    },
  );
}
