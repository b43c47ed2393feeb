import { join } from "node:path";
import { createConsola } from "consola/basic";
import { type Config, parseConfig } from "../../../src/config.ts";
import type { PlannedTask } from "../../../src/domain/plan.ts";
import type { Run } from "../../../src/domain/run.ts";
import type { Session } from "../../../src/domain/session.ts";
import type { Task } from "../../../src/domain/task.ts";
import { findProject } from "../../../src/find-project.ts";
import { Git } from "../../../src/git/git.ts";
import { Worktrees } from "../../../src/git/worktrees.ts";
import { createDeathWatch } from "../../../src/process/death-watch.ts";
import { createLaunchWatch, type LaunchWatch } from "../../../src/process/launch-watch.ts";
import { listMerges } from "../../../src/store/merges.ts";
import { insertRun, requireRun } from "../../../src/store/runs.ts";
import { recordBase, recordWork, settleSession } from "../../../src/store/session-changes.ts";
import { requireSession } from "../../../src/store/sessions.ts";
import { Store } from "../../../src/store/store.ts";
import { insertTasks, listTasks, moveTask, requireTask } from "../../../src/store/tasks.ts";
import { MergeQueue } from "../../../src/supervisor/merging/merge-queue.ts";
import type { MergeWorld } from "../../../src/supervisor/merging/merge-world.ts";
import { addSession, plannedTask } from "../../store/fixture.ts";
import { type TestRepository, testRepository } from "../../support/repository.ts";
import { until } from "../../support/wait.ts";

/** Changes the files of a work tree at the base of a branch that is made. */
export type Change = Record<string, string>;

const SILENT = createConsola({ level: -999 });

/** A merge queue over a real repository and a real database, without agents: their branches are made by the test. */
export class Yard implements AsyncDisposable {
  readonly repository: TestRepository;
  readonly store: Store;
  readonly world: MergeWorld;
  readonly run: Run;
  readonly target = "overstory/run-001";
  queue: MergeQueue;
  #launches: LaunchWatch;

  private constructor(config: Config, gates: string[], into: string | null, count: number) {
    this.repository = testRepository();
    const paths = findProject(this.repository.path);
    const git = new Git(paths.root);
    this.store = Store.open(join(this.repository.folder, "overstory.db"), "owner", Date.now);
    this.world = {
      paths,
      git,
      store: this.store,
      settings: parseConfig(config, "config"),
      worktrees: new Worktrees(git),
      deaths: createDeathWatch(),
      log: SILENT,
      clock: Date.now,
    };
    this.repository.git("branch", this.target);
    this.repository.git("switch", "-q", "--detach");
    this.run = this.store.writeNow((tx) => {
      const run = insertRun(tx, {
        goal: "ship it",
        maxAgents: 4,
        targetBranch: this.target,
        intoBranch: into,
        gates,
      });
      const names = Array.from({ length: count }, (_, n) => `t${n}`);
      insertTasks(
        tx,
        run.id,
        names.map((id) => plannedTask({ id, title: id, spec: TELLABLE })),
      );
      return requireRun(tx.db, run.id);
    });
    this.queue = new MergeQueue(this.world);
    this.#launches = this.#watch(this.queue);
  }

  /** @param tasks so many are there to be worked on: t0, t1, … */
  static open({
    config = {},
    gates = [],
    into = null,
    tasks = 4,
  }: {
    config?: Config;
    gates?: string[];
    into?: string | null;
    tasks?: number;
  } = {}): Yard {
    return new Yard(config, gates, into, tasks);
  }

  get tasks(): Task[] {
    return listTasks(this.store.db, this.run.id);
  }

  get merges() {
    return listMerges(this.store.db, this.run.id);
  }

  /**
   * A session has done the task on a branch of its own, and its work is to be merged. Answers the session.
   *
   * @param isOpen its agent is still at work
   */
  work(index: number, change: Change, from = "main", isOpen = false): Session {
    const { repository, store, run } = this;
    const task = this.tasks[index];
    if (!task) throw new Error(`there is no task ${index}`);
    const branch = `overstory/task/run-001/${task.key}`;
    repository.git("switch", "-q", "-C", branch, from);
    const head = repository.commit(`work on ${task.key}`, change);
    repository.git("switch", "-q", "--detach", "main");
    const session = addSession(store, { name: `${task.key}-${head.slice(0, 7)}`, runId: run.id, branch });
    store.writeNow((tx) => {
      recordBase(tx, session.id, repository.git("rev-parse", "main"));
      recordWork(tx, session.id, 1, head);
      if (!isOpen) settleSession(tx, session.id, ENDED);
      for (const status of ["underway", "review"] as const)
        if (requireTask(tx.db, task.id).status !== "review") moveTask(tx, task.id, { status });
    });
    return requireSession(store.db, session.id);
  }

  /** The same, and it is queued: resolves when the queue has gone as far as it can now. */
  async merge(index: number, change: Change, from = "main"): Promise<void> {
    const session = this.work(index, change, from);
    await this.queue.add(this.tasks[index]?.id ?? "", session.id, this.run.id);
  }

  /** Waits until nothing is queued any more. */
  settled(withinMs = 20_000): Promise<unknown> {
    return until(
      "the queue is empty",
      async () => {
        await this.queue.drain();
        return this.merges.every(({ state }) => state !== "queued");
      },
      withinMs,
    );
  }

  /** As a new daemon takes up what is there, in that world. */
  reopen(world: MergeWorld = this.world): void {
    this.#launches.close();
    this.queue.close();
    this.queue = new MergeQueue(world);
    this.#launches = this.#watch(this.queue);
  }

  /** Names of files in a commit. */
  files(commit: string): string[] {
    return this.repository.git("ls-tree", "-r", "--name-only", commit).split("\n");
  }

  /** Every commit that the target has stood at. */
  positions(): string[] {
    return this.repository.git("reflog", "show", "--format=%H", this.target).split("\n");
  }

  /** What the queue has left outside of the database. */
  leftovers(): string[] {
    const { git } = this.repository;
    const trees = git("worktree", "list", "--porcelain")
      .split("\n")
      .filter((line) => line.startsWith("worktree "));
    return [
      ...trees.slice(1),
      ...git("for-each-ref", "--format=%(refname)", "refs/overstory").split("\n"),
    ].filter((line) => line !== "");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#launches.close();
    this.queue.close();
    await this.world.deaths.close();
    this.store.close();
    this.repository[Symbol.dispose]();
  }

  #watch(queue: MergeQueue): LaunchWatch {
    return createLaunchWatch(this.world.paths.launches, {
      started: () => {},
      exited: (id, code) => void queue.exited(id, code).catch(() => {}),
      failed: () => {},
    });
  }
}

const ENDED = {
  state: "completed",
  phase: "completed",
  outcome: "success",
  reason: "exited with 0",
} as const;

/** A task whose agent can be told what is wrong. */
const TELLABLE: PlannedTask["spec"] = { ...plannedTask().spec, prompt: "do it", command: null };
