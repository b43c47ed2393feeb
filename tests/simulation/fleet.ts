import { judgeEnding } from "../../src/domain/outcome.ts";
import { isOpen, type Session } from "../../src/domain/session.ts";
import { decideAfterEnd } from "../../src/domain/steps.ts";
import type { Task } from "../../src/domain/task.ts";
import { claimTask, listEnds, releaseTask } from "../../src/store/claims.ts";
import { insertRun } from "../../src/store/runs.ts";
import {
  recordAgent,
  recordExit,
  recordWork,
  settleSession,
  transition,
} from "../../src/store/session-changes.ts";
import { getSession, insertSession } from "../../src/store/sessions.ts";
import type { Store, Transaction } from "../../src/store/store.ts";
import { insertTasks, listTasks, moveTask, requireTask } from "../../src/store/tasks.ts";
import type { End, Life } from "./agent.ts";
import type { World } from "./world.ts";

/** A schedule ends, and with it the restarts of what dies in it. */
const MOST_ATTEMPTS = 3;

/** Brings sessions to life and settles them, with the real store and domain, for agents that are simulated. */
export class Fleet {
  readonly #world: World;
  readonly #store: Store;
  readonly #nextLife: () => Life;
  /** Whose birth is on record. */
  readonly #born = new Set<string>();
  /** Tasks that get a further attempt, by when (ms UTC). */
  readonly #retries = new Map<string, number>();
  readonly #attempts = new Map<string, number>();
  #runId = "";

  constructor(world: World, store: Store, nextLife: () => Life) {
    this.#world = world;
    this.#store = store;
    this.#nextLife = nextLife;
  }

  /** Begins a run of so many tasks, and a session for each. */
  begin(count: number): void {
    const { chance } = this.#world;
    const restart = { type: "transient", max: 2, withinMs: 600_000, lifetime: 10, backoffMs: 1000 } as const;
    const spec = {
      prompt: null,
      command: "agent",
      runtime: "shell",
      role: "builder",
      gates: [],
      timeoutMs: null,
    };
    this.#store.writeNow((tx) => {
      const run = insertRun(tx, { goal: "a simulated run", maxAgents: count });
      this.#runId = run.id;
      const tasks = Array.from({ length: count }, (_, index) => ({
        id: `task-${index}`,
        title: `Task ${index}`,
        dependsOn: [],
        spec: { ...spec, restart, autoCommit: chance.happens(0.5) },
      }));
      insertTasks(tx, run.id, tasks);
      for (const task of listTasks(tx.db, run.id)) this.#spawn(tx, task, 1);
    });
  }

  /** A daemon takes in what began and ended, and begins what is due. */
  turn(observed: number): void {
    const { ended, agents } = this.#world;
    for (const [id, agent] of agents)
      if (agent.hasBooted && !this.#born.has(id)) this.#takeInBirth(id, observed);
    if (!this.#world.isDeaf) {
      for (const [id, end] of ended) this.#takeInEnd(id, end);
      ended.clear();
    }
    this.#restart();
  }

  #restart(): void {
    const due = [...this.#retries].filter(([, at]) => at <= this.#world.time.wall);
    for (const [taskId] of due) {
      this.#retries.delete(taskId);
      const attempt = (this.#attempts.get(taskId) ?? 0) + 1;
      if (attempt > MOST_ATTEMPTS) continue;
      this.#store.writeNow((tx) => this.#spawn(tx, requireTask(tx.db, taskId), attempt));
    }
  }

  #spawn(tx: Transaction, task: Task, attempt: number): void {
    const name = `${task.key}-${attempt}`;
    const session = insertSession(tx, {
      name,
      role: "builder",
      runtime: "shell",
      runId: this.#runId,
      attempt,
    });
    claimTask(tx, session.id, task.id);
    this.#attempts.set(task.id, attempt);
    this.#world.start(session.id, this.#nextLife());
  }

  #takeInBirth(id: string, observed: number): void {
    const agent = this.#world.agents.get(id);
    if (!agent) return;
    this.#born.add(id);
    this.#store.writeNow((tx) => {
      recordAgent(tx, id, agent.identity, observed);
      if (getSession(tx.db, id)?.state === "booting") transition(tx, id, "working", { phase: "executing" });
    });
  }

  #takeInEnd(id: string, end: End): void {
    this.#store.writeNow((tx) => {
      const session = getSession(tx.db, id);
      if (!session || !isOpen(session.state)) return;
      recordExit(tx, session, end.exitCode);
      this.#settle(tx, session, end);
    });
  }

  #settle(tx: Transaction, { id, attempt, stopCause, currentTaskId }: Session, end: End): void {
    const { exitCode, commits, dirtyFiles } = end;
    const work = { commits, dirtyFiles };
    const ending = judgeEnding({
      exitCode,
      stopCause,
      isDismissed: false,
      work,
      exitIsProof: false,
      lost: null,
    });
    recordWork(tx, id, commits, null);
    releaseTask(tx, id);
    settleSession(tx, id, ending);
    if (currentTaskId === null) return;
    const history = { attempt, ends: listEnds(tx.db, currentTaskId) };
    const { spec } = requireTask(tx.db, currentTaskId);
    const after = decideAfterEnd(spec, history, ending, stopCause, tx.at, this.#world.chance.next());
    moveTask(tx, currentTaskId, after);
    if (after.status === "todo") this.#retries.set(currentTaskId, after.retryAt);
  }
}
