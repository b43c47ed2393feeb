import { canMove, type Session, type SessionState } from "../../src/domain/session.ts";
import type { TaskStatus } from "../../src/domain/task.ts";
import type { Store } from "../../src/store/store.ts";
import { check } from "./check.ts";

export type SessionRow = Pick<Session, "id" | "key" | "state" | "stopCause">;

interface EventRow {
  kind: string;
  sessionId: string | null;
  taskId: string | null;
}

const STATE_OF: Record<string, SessionState> = {
  "session.booting": "booting",
  "session.working": "working",
  "session.stalled": "stalled",
  "session.zombie": "zombie",
  "session.completed": "completed",
};

const STATUS_OF: Record<string, TaskStatus> = {
  "task.created": "todo",
  "task.retry": "todo",
  "task.underway": "underway",
  "task.review": "review",
  "task.blocked": "blocked",
  "task.complete": "complete",
  "task.aborted": "aborted",
};

/**
 * What holds at every commit: sessions move along their table only, a task is underway exactly while one open session
 * holds it, and the journal alone tells where everything stands.
 */
export class JournalRules {
  readonly #store: Store;
  readonly #states = new Map<string, SessionState>();
  readonly #statuses = new Map<string, TaskStatus>();
  #cursor = 0;
  #sessions: SessionRow[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  /** Answers the sessions, after all that happened since the last check was found to be right. */
  check(): readonly SessionRow[] {
    const { db, lastEventId } = this.#store;
    if (lastEventId === this.#cursor) return this.#sessions;
    const events = db
      .query<EventRow, [number]>(
        "SELECT kind, session_id AS sessionId, task_id AS taskId FROM events WHERE id > ? ORDER BY id",
      )
      .all(this.#cursor);
    this.#cursor = lastEventId;
    for (const event of events) this.#follow(event);
    this.#sessions = db
      .query<SessionRow, []>("SELECT id, key, state, stop_cause AS stopCause FROM sessions")
      .all();
    for (const { id, key, state } of this.#sessions)
      check(this.#states.get(id) === state, `${key} is ${state}, and no event tells of it`);
    this.#checkTasks();
    return this.#sessions;
  }

  #follow({ kind, sessionId, taskId }: EventRow): void {
    const state = STATE_OF[kind];
    const status = STATUS_OF[kind];
    if (state && sessionId) {
      const before = this.#states.get(sessionId);
      check(before === undefined || canMove(before, state), `a session went from ${before} to ${state}`);
      this.#states.set(sessionId, state);
    }
    if (status && taskId) this.#statuses.set(taskId, status);
  }

  #checkTasks(): void {
    const tasks = this.#store.db
      .query<{ id: string; key: string; status: TaskStatus; holders: number }, []>(
        `SELECT id, key, status, (SELECT count(*) FROM sessions WHERE current_task_id = tasks.id
           AND state IN ('booting', 'working', 'stalled')) AS holders FROM tasks`,
      )
      .all();
    for (const { id, key, status, holders } of tasks) {
      check(this.#statuses.get(id) === status, `${key} is ${status}, and no event tells of it`);
      check(holders === (status === "underway" ? 1 : 0), `${key} is ${status} and held by ${holders}`);
    }
  }
}
