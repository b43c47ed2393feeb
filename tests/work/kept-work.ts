import type { Activity } from "../../src/domain/activity.ts";
import type { Session } from "../../src/domain/session.ts";
import type { Sprint } from "../../src/domain/sprint.ts";
import type { Task, TaskSpec } from "../../src/domain/task.ts";
import { recordActivity } from "../../src/store/activities.ts";
import { claimTask } from "../../src/store/claims.ts";
import { requireSession } from "../../src/store/sessions.ts";
import { insertSprint } from "../../src/store/sprints.ts";
import type { Store } from "../../src/store/store.ts";
import { insertTask, type TaskFacts } from "../../src/store/task-edits.ts";
import { addSession, plannedTask } from "../store/fixture.ts";

/** An open session that a person keeps. */
export const keepSession = (store: Store, change: Parameters<typeof addSession>[1] = {}): Session =>
  addSession(store, { name: "me", source: "cli", state: "working", runtime: "none", ...change });

/** A task without a run. */
export function addTask(
  store: Store,
  { spec, ...facts }: Partial<TaskFacts> & { spec?: Partial<TaskSpec> } = {},
): Task {
  const all: TaskFacts = {
    title: "Build the API",
    description: "",
    priority: "medium",
    category: null,
    estimateMs: null,
    sprintId: null,
    parentId: null,
    ...facts,
  };
  return store.writeNow((tx) => insertTask(tx, all, { ...plannedTask().spec, ...spec }, []));
}

export const addSprint = (store: Store, title = "Spring"): Sprint =>
  store.writeNow((tx) => insertSprint(tx, { title, goal: "" }));

/** The session takes the task; answers it as it is then. */
export function hold(store: Store, session: Session, task: Task): Session {
  store.writeNow((tx) => claimTask(tx, session.id, task.id));
  return requireSession(store.db, session.id);
}

export const say = (store: Store, session: Session, text = "did something"): Activity =>
  store.writeNow((tx) => recordActivity(tx, session, "update", text));
