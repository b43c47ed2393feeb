import type { Database } from "bun:sqlite";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { PlannedTask } from "../../src/domain/plan.ts";
import type { Run } from "../../src/domain/run.ts";
import type { Session } from "../../src/domain/session.ts";
import type { Task } from "../../src/domain/task.ts";
import { insertRun } from "../../src/store/runs.ts";
import { insertSession, type NewSession } from "../../src/store/sessions.ts";
import { Store } from "../../src/store/store.ts";
import { insertTasks, listTasks } from "../../src/store/tasks.ts";
import { tempFolder } from "../support/temp.ts";

export const START = Date.UTC(2026, 0, 31, 12);

export interface TestStore extends Disposable {
  store: Store;
  db: Database;
  path: string;
  folder: string;
  /** What the store takes for the time, ms UTC; a test may set it. */
  clock: { now: number };
}

/** A store in a folder of its own, closed and gone at the end of the scope. */
export function testStore(): TestStore {
  const temp = tempFolder();
  const path = join(temp.path, "overstory.db");
  const clock = { now: START };
  copyFileSync(emptyDatabase(), path);
  const store = Store.open(path, "owner", () => clock.now);
  return {
    store,
    db: store.db,
    path,
    folder: temp.path,
    clock,
    [Symbol.dispose]: () => {
      store.close();
      temp[Symbol.dispose]();
    },
  };
}

/** Path of a database that no store has open; to copy one takes a tenth of the time to make one. */
function emptyDatabase(): string {
  const path = join(process.env.HOME ?? "", "empty.db");
  if (!existsSync(path)) Store.open(path, "owner", () => START).close();
  return path;
}

export const addSession = (store: Store, change: Partial<NewSession> = {}): Session =>
  store.writeNow((tx) => insertSession(tx, { name: "agent", role: "builder", runtime: "shell", ...change }));

export const plannedTask = (change: Partial<PlannedTask> = {}): PlannedTask => ({
  id: "api",
  title: "Build the API",
  dependsOn: [],
  spec: {
    prompt: null,
    command: "true",
    runtime: "shell",
    role: "builder",
    gates: [],
    timeoutMs: null,
    restart: { type: "transient", max: 2, withinMs: 600_000, lifetime: 10, backoffMs: 1000 },
    autoCommit: false,
  },
  ...change,
});

/** A run with these tasks (one, when none is given). */
export function addRun(store: Store, ...tasks: Partial<PlannedTask>[]): { run: Run; tasks: Task[] } {
  const run = store.writeNow((tx) => {
    const added = insertRun(tx, { goal: "ship it", maxAgents: 4 });
    insertTasks(tx, added.id, (tasks.length > 0 ? tasks : [{}]).map(plannedTask));
    return added;
  });
  return { run, tasks: listTasks(store.db, run.id) };
}

/** A run with one task, and an open session that does not hold it yet. */
export function addWork(store: Store): { run: Run; task: Task; session: Session } {
  const { run, tasks } = addRun(store);
  const [task] = tasks;
  if (!task) throw new Error("the run has no task");
  return { run, task, session: addSession(store, { runId: run.id }) };
}

export { errorOf } from "../support/error-of.ts";

/** What a crash at this moment would leave on the disk, opened. */
export function openSnapshot({ path, folder }: TestStore): Store {
  const copies = join(folder, crypto.randomUUID());
  mkdirSync(copies);
  for (const suffix of ["", "-wal"])
    if (existsSync(path + suffix)) copyFileSync(path + suffix, join(copies, `copy.db${suffix}`));
  return Store.open(join(copies, "copy.db"), "owner", Date.now);
}
