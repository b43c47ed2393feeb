import { checkSession } from "../../domain/completion/check-session.ts";
import { checkSprint } from "../../domain/completion/check-sprint.ts";
import { checkTask } from "../../domain/completion/check-task.ts";
import type { CompletionPolicy } from "../../domain/completion/policy.ts";
import type { CompletionCheck } from "../../domain/completion.ts";
import type { Session } from "../../domain/session.ts";
import type { Sprint } from "../../domain/sprint.ts";
import type { Task } from "../../domain/task.ts";
import type { Git } from "../../git/git.ts";
import {
  countSessionUpdates,
  countTaskUpdates,
  listSprintTasks,
  listSubtasks,
} from "../../store/completion-facts.ts";
import { givenBackAs } from "../../store/merges.ts";
import type { Store } from "../../store/store.ts";
import { labelOf } from "../../store/task-edits.ts";
import { readTimeSpent } from "../../store/time-spent.ts";
import { gatherGates } from "./gather-gates.ts";
import { gatherTree } from "./gather-tree.ts";
import { type GatePort, GateRunner } from "./run-gates.ts";

export interface CompletionParts {
  store: Store;
  /** At the project's main work tree. */
  git: Git;
  policy: CompletionPolicy;
  gates: GatePort;
  /** ms UTC */
  clock: () => number;
}

/** Whether work may be called done. A check only looks: nothing is changed. */
export class CompletionChecks {
  readonly #parts: CompletionParts;
  readonly #gates: GateRunner;

  constructor(parts: CompletionParts) {
    this.#parts = parts;
    this.#gates = new GateRunner(parts.store, parts.git, parts.gates);
  }

  /**
   * @param session the one that works on it; null when nobody does
   * @param summary what is about to be given; null for the one that it has
   */
  async task(task: Task, session: Session | null, summary: string | null): Promise<CompletionCheck> {
    const { store, git, policy, clock } = this.#parts;
    const { db } = store;
    const { spentMs, beganAt } = readTimeSpent(db, task.id, session?.id ?? null, clock());
    const seen = await gatherTree(git, session, task, beganAt);
    // On a branch that was given back there are commits that this session has not made.
    const isAsBefore = seen.isKnown && givenBackAs(db, task.id, seen.head) !== null;
    const tree = isAsBefore ? { ...seen, commits: 0 } : seen;
    const facts = {
      task: labelOf(db, task.id),
      summary: summary ?? task.summary,
      updates: countTaskUpdates(db, task.id),
      subtasks: listSubtasks(db, task.id),
      gates: gatherGates(db, task, session, tree),
      tree,
      spentMs,
      estimateMs: task.estimateMs,
    };
    return checkTask(facts, policy);
  }

  async sprint(sprint: Sprint, summary: string | null): Promise<CompletionCheck> {
    const { store, policy } = this.#parts;
    const tasks = listSprintTasks(store.db, sprint.id);
    return checkSprint({ key: sprint.key, summary: summary ?? sprint.summary, tasks }, policy);
  }

  async session(session: Session, summary: string | null): Promise<CompletionCheck> {
    const { store, policy } = this.#parts;
    const { id, key, currentTaskId } = session;
    const facts = {
      key,
      summary: summary ?? session.summary,
      updates: countSessionUpdates(store.db, id),
      heldTask: currentTaskId === null ? null : labelOf(store.db, currentTaskId),
    };
    return checkSession(facts, policy);
  }

  /** Runs the task's gates on the session's work and waits for them. Throws `conflict` where they cannot be run. */
  runGates(task: Task, session: Session): Promise<void> {
    return this.#gates.run(task, session);
  }
}
