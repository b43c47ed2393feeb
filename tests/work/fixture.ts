import type { TaskChangeName, TaskChangeRequest, TaskFields } from "../../src/api/contract/task.ts";
import { knownRole } from "../../src/config/role-of.ts";
import type { Activity, ContextChange } from "../../src/domain/activity.ts";
import { type Caller, OPERATOR } from "../../src/domain/caller.ts";
import type { CompletionCheck } from "../../src/domain/completion.ts";
import { rebuildStack } from "../../src/domain/context.ts";
import type { Session } from "../../src/domain/session.ts";
import type { Task } from "../../src/domain/task.ts";
import { OverstoryError } from "../../src/errors.ts";
import { listActivities } from "../../src/store/activities.ts";
import { listFrames, nameFrame } from "../../src/store/context.ts";
import { requireSession } from "../../src/store/sessions.ts";
import { requireTask } from "../../src/store/tasks.ts";
import { Activities } from "../../src/work/activities.ts";
import { Context } from "../../src/work/context.ts";
import { Sprints } from "../../src/work/sprints.ts";
import { Tasks } from "../../src/work/tasks.ts";
import { addSession, plannedTask, type TestStore, testStore } from "../store/fixture.ts";

export const VALID: CompletionCheck = {
  valid: true,
  errors: [],
  warnings: [],
  requirements: [],
  details: {},
};

/** The services that change tasks, over a store of their own. Checks find what the test says. */
export class TestWork implements Disposable {
  readonly test: TestStore = testStore();
  readonly store = this.test.store;
  readonly db = this.test.db;
  /** What the checks find, and what happens while they look. */
  check = VALID;
  whileChecking: () => Promise<unknown> = () => Promise.resolve();
  /** Sessions whose agents were to be ended. */
  readonly stopped: string[] = [];
  readonly tasks = new Tasks(this.store, {
    checks: { task: () => this.#look() },
    stops: {
      carryOut: async (id) => {
        this.stopped.push(id);
      },
    },
    rules: {
      spec: plannedTask().spec,
      mayWrite: (role) => knownRole({ roles: {} }, role).mayWrite,
      maxPerMinute: 30,
    },
  });
  readonly sprints = new Sprints(this.store, { checks: { sprint: () => this.#look() } });
  readonly context = new Context(this.store);
  readonly activities = new Activities(this.store);

  async #look(): Promise<CompletionCheck> {
    await this.whileChecking();
    return this.check;
  }

  /** A session that somebody keeps. */
  keep(name: string): Session {
    return addSession(this.store, { name, source: "cli", runtime: "none", state: "working" });
  }

  add(title: string, fields: Partial<TaskFields> = {}): Promise<Task> {
    return this.tasks.create(OPERATOR, { title, ...fields });
  }

  change(
    session: Session | null,
    task: Task,
    change: TaskChangeName,
    request: TaskChangeRequest = {},
    caller: Caller = OPERATOR,
  ): Promise<Task> {
    return this.tasks.change(caller, session, task, change, request);
  }

  statusOf(task: Task): Task["status"] {
    return requireTask(this.db, task.id).status;
  }

  /** Key of the task that the session holds. */
  held(session: Session): string | null {
    const { currentTaskId } = requireSession(this.db, session.id);
    return currentTaskId === null ? null : requireTask(this.db, currentTaskId).key;
  }

  /** Keys of what is on the stack, above the project. */
  stackOf(session: Session): string[] {
    return listFrames(this.db, session.id)
      .slice(1)
      .map((frame) => nameFrame(this.db, frame));
  }

  historyOf(session: Session): Activity[] {
    return listActivities(this.db, { sessionId: session.id, limit: 1_000_000 });
  }

  /** The stack as history tells it. */
  rebuilt(session: Session) {
    const changes = this.historyOf(session).filter(({ data }) => "action" in data && "depth" in data);
    return rebuildStack(changes.map(({ at, data }) => ({ at, ...(data as unknown as ContextChange) })));
  }

  [Symbol.dispose](): void {
    this.test[Symbol.dispose]();
  }
}

/** The error that the work ends with, which must be an OverstoryError. */
export async function refusal(work: Promise<unknown>): Promise<OverstoryError> {
  const error = await work.then(
    () => new Error("nothing was refused"),
    (thrown: unknown) => thrown,
  );
  if (error instanceof OverstoryError) return error;
  throw error;
}

export const asSession = ({ id }: Session): Caller => ({ kind: "session", sessionId: id });
