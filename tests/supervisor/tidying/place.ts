import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createConsola } from "consola/basic";
import { type Config, parseConfig } from "../../../src/config.ts";
import type { Session } from "../../../src/domain/session.ts";
import type { Task } from "../../../src/domain/task.ts";
import { findProject } from "../../../src/find-project.ts";
import { Git } from "../../../src/git/git.ts";
import { Worktrees } from "../../../src/git/worktrees.ts";
import { claimTask, releaseTask } from "../../../src/store/claims.ts";
import { recordBase, recordWork, settleSession } from "../../../src/store/session-changes.ts";
import { requireSession } from "../../../src/store/sessions.ts";
import { Store } from "../../../src/store/store.ts";
import { listTasks, moveTask } from "../../../src/store/tasks.ts";
import { Signs } from "../../../src/supervisor/alerts/signs.ts";
import { worktreesFolder } from "../../../src/supervisor/worktrees-folder.ts";
import { addRun, addSession } from "../../store/fixture.ts";
import { testRepository } from "../../support/repository.ts";

/** A real repository with worktrees of sessions, whose work is made by the test. */
export class Place implements Disposable {
  readonly repository = testRepository();
  readonly store = Store.open(join(this.repository.folder, "overstory.db"), "owner", Date.now);
  readonly git = new Git(this.repository.path);
  readonly world;

  constructor(config: Config = {}) {
    const paths = findProject(this.repository.path);
    this.world = {
      paths,
      git: this.git,
      store: this.store,
      settings: parseConfig(config, "config"),
      worktrees: new Worktrees(this.git),
      log: createConsola({ level: -999 }),
      signs: new Signs(),
      clock: Date.now,
    };
  }

  /** A session at the only task of a run of its own, in a worktree that is on its branch. */
  async begin(name: string): Promise<{ session: Session; task: Task; path: string }> {
    const { run, tasks } = addRun(this.store, { id: name, title: name });
    const task = tasks[0];
    if (!task) throw new Error("the run has no task");
    const path = join(worktreesFolder(this.world), run.key.toLowerCase(), name);
    const branch = `overstory/task/${run.key.toLowerCase()}/${name}`;
    const base = this.repository.git("rev-parse", "main");
    await this.world.worktrees.ensure({ path, branch, base });
    const session = addSession(this.store, { name, runId: run.id, worktree: path, branch, state: "working" });
    this.store.writeNow((tx) => {
      recordBase(tx, session.id, base);
      claimTask(tx, session.id, task.id);
    });
    return { session: requireSession(this.store.db, session.id), task, path };
  }

  /** It commits that, ends well, and its task is complete. */
  finish(
    { session, task, path }: Awaited<ReturnType<Place["begin"]>>,
    change: Record<string, string>,
  ): string {
    const git = (...args: string[]) => this.repository.git("-C", path, ...args);
    for (const [file, text] of Object.entries(change)) {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), text);
    }
    git("add", "-A");
    git("commit", "-q", "-m", `work of ${session.name}`);
    const head = git("rev-parse", "HEAD");
    this.store.writeNow((tx) => {
      recordWork(tx, session.id, 1, head);
      releaseTask(tx, session.id);
      const ending = { state: "completed", phase: "completed", outcome: "success" } as const;
      settleSession(tx, session.id, { ...ending, reason: "exited with 0, 1 commit" });
      for (const status of ["review", "complete"] as const) moveTask(tx, task.id, { status });
    });
    return head;
  }

  tasksOf({ runId }: Session): Task[] {
    return listTasks(this.store.db, runId ?? "");
  }

  [Symbol.dispose](): void {
    this.store.close();
    this.repository[Symbol.dispose]();
  }
}
