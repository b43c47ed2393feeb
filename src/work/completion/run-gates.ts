import type { Session } from "../../domain/session.ts";
import { isOpen } from "../../domain/session.ts";
import type { Task } from "../../domain/task.ts";
import { OverstoryError } from "../../errors.ts";
import type { Git } from "../../git/git.ts";
import { readStatus } from "../../git/status.ts";
import { listGatesOf, type NewGate } from "../../store/gates.ts";
import type { Store } from "../../store/store.ts";
import { areRunByItself } from "./gather-gates.ts";
import { whyNoTree } from "./gather-tree.ts";

/** What runs a gate as a process of its own, which outlives the daemon. */
export interface GatePort {
  /** Resolves when it has been started. */
  start(gate: NewGate, runId: string | null): Promise<void>;
}

/** Runs the gates of tasks on the work of sessions that people and foreign agents keep. */
export class GateRunner {
  readonly #store: Store;
  readonly #git: Git;
  readonly #gates: GatePort;
  /** A task's gates run once at a time on the work of a session: who asks meanwhile waits for those. */
  readonly #underway = new Map<string, Promise<void>>();

  constructor(store: Store, git: Git, gates: GatePort) {
    this.#store = store;
    this.#git = git;
    this.#gates = gates;
  }

  /** Runs them in order up to the first that fails, each in place of its last run. Throws `conflict` where none can be run. */
  async run(task: Task, session: Session): Promise<void> {
    const worktree = requireRunnable(task, session);
    const name = `${task.id} ${session.id}`;
    const underway = this.#underway.get(name) ?? this.#runAll(task, session, worktree);
    this.#underway.set(name, underway);
    try {
      await underway;
    } finally {
      if (this.#underway.get(name) === underway) this.#underway.delete(name);
    }
  }

  async #runAll(task: Task, session: Session, worktree: string): Promise<void> {
    for (const [position, command] of task.spec.gates.entries()) {
      const gate = { taskId: task.id, sessionId: session.id, position, command };
      if (!this.#isRunning(gate)) {
        const headCommit = await this.#commitOf(worktree);
        await this.#gates.start({ ...gate, headCommit, again: true }, task.runId);
      }
      if (!(await this.#settled(gate))) return;
    }
  }

  /** The commit that the work tree holds and nothing else; null when there is more in it. */
  async #commitOf(worktree: string): Promise<string | null> {
    const { head, changed } = await readStatus(this.#git.at(worktree));
    return changed.length === 0 ? head : null;
  }

  /** Resolves with whether it passed, once it is over. */
  #settled(gate: NewGate): Promise<boolean> {
    return new Promise((resolve) => {
      const look = () => {
        const passed = this.#find(gate)?.passed;
        if (passed === null) return;
        forget();
        resolve(passed ?? false);
      };
      const forget = this.#store.onEvents(look);
      look();
    });
  }

  #isRunning(gate: NewGate): boolean {
    return this.#find(gate)?.passed === null;
  }

  #find({ taskId, sessionId, position }: NewGate) {
    return listGatesOf(this.#store.db, taskId, sessionId).find((run) => run.position === position);
  }
}

function requireRunnable(task: Task, session: Session): string {
  if (areRunByItself(task, session)) {
    throw new OverstoryError(
      "conflict",
      `the gates of ${task.key} are run when the agent of ${session.key} has ended`,
      {
        hint: "end your work; overstory runs them and merges what passes",
      },
    );
  }
  if (!isOpen(session.state)) {
    throw new OverstoryError("conflict", `${session.key} has ended; its gates cannot be run any more`, {
      hint: "start a session and take the task: overstory session start",
    });
  }
  const why = whyNoTree(session);
  if (why === null && session.worktree !== null) return session.worktree;
  throw new OverstoryError("conflict", `the gates of ${task.key} cannot be run: ${why}`, {
    hint: "start a session in the work tree: cd there, then overstory session start",
  });
}
