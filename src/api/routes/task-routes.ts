import type { BunRequest } from "bun";
import type { Session } from "../../domain/session.ts";
import type { Task } from "../../domain/task.ts";
import { usageError } from "../../errors.ts";
import { parse } from "../../schema.ts";
import { findHolder } from "../../store/claims.ts";
import { requireRun } from "../../store/runs.ts";
import { requireSession } from "../../store/sessions.ts";
import { requireSprint } from "../../store/sprints.ts";
import { findTasks, type TaskListFilter } from "../../store/task-list.ts";
import { requireTask, requireTaskByKey } from "../../store/tasks.ts";
import { type Call, readCall, requireOwn, requireSelf, sessionOf, sprintOf, taskOf } from "../callers.ts";
import { SELF } from "../contract/call.ts";
import {
  TASK_CHANGES,
  type TaskChangeName,
  type TaskChangeRequest,
  type TaskEdit,
} from "../contract/task.ts";
import { endsWithin, type Patience } from "../patience.ts";
import { readJson, readQuery } from "../respond.ts";
import type { Services } from "../services.ts";
import { nothing, tell } from "../tell.ts";
import { viewCheck } from "../views/check-view.ts";
import { viewWorkTask, viewWorkTasks } from "../views/task-view.ts";
import { ChangeTask, CheckQuery, CreateTask, EditTask, Nothing, TaskQuery } from "../work-input.ts";

/** What has happened, in the words of the instructions' templates. */
const SITUATIONS: Record<TaskChangeName, string> = {
  claim: "task.claimed",
  activate: "task.claimed",
  deactivate: "task.paused",
  complete: "task.completed",
  abort: "task.aborted",
  block: "task.blocked",
  pause: "task.paused",
  review: "task.review",
  reopen: "task.reopened",
  handoff: "task.handed_off",
};

/** Changes that a person may make to a task without a session of their own. */
const NEED_NO_SESSION: readonly TaskChangeName[] = [
  "abort",
  "block",
  "reopen",
  "complete",
  "pause",
  "review",
];

type TaskServices = Pick<Services, "store" | "work" | "clock">;

export function taskRoutes(services: TaskServices, patience: Patience) {
  const { store, work } = services;
  return {
    "/tasks": {
      GET: (request: Request) => {
        const call = readCall(services, request);
        const tasks = findTasks(store.db, readFilter(services, call, request));
        return tell(services, call, { tasks: viewWorkTasks(store.db, tasks) }, nothing(call));
      },
      POST: async (request: Request) => {
        const call = readCall(services, request);
        const fields = ownIn(services, call, parse(CreateTask, await readJson(request), "task"));
        const task = await work.tasks.create(call.caller, fields);
        return tellTask(services, call, task, "task.created");
      },
    },
    "/tasks/:key": {
      GET: (request: BunRequest<"/tasks/:key">) => {
        const call = readCall(services, request);
        return tellTask(services, call, taskOf(services, call, request.params.key), "default");
      },
      PATCH: async (request: BunRequest<"/tasks/:key">) => {
        const call = readCall(services, request);
        const fields = ownIn(services, call, parse(EditTask, await readJson(request), "task"));
        const task = await work.tasks.edit(call.caller, taskOf(services, call, request.params.key), fields);
        return tellTask(services, call, task, "default");
      },
    },
    "/tasks/:key/check": {
      GET: async (request: BunRequest<"/tasks/:key/check">) => {
        const call = readCall(services, request);
        const { summary } = parse(CheckQuery, readQuery(request), "check");
        const task = taskOf(services, call, request.params.key);
        const check = await work.completion.task(task, holderOf(services, task), summary ?? null);
        const view = viewCheck("task", task.key, check);
        const situation = check.valid ? "default" : "check.failed";
        return tell(services, call, { check: view }, { situation, session: call.own, task });
      },
    },
    "/tasks/:key/gates": {
      POST: async (request: BunRequest<"/tasks/:key/gates">) => {
        const call = readCall(services, request);
        parse(Nothing, await readJson(request), "gates");
        const task = taskOf(services, call, request.params.key);
        const session = holderOf(services, task) ?? requireOwn(call);
        requireSelf(call, session);
        const isOver = await endsWithin(
          work.completion.runGates(task, session),
          patience(request, GATES_PATIENCE_MS),
        );
        return tell(services, call, { gates: { isOver } }, nothing(call));
      },
    },
    "/tasks/:key/:change": {
      POST: async (request: BunRequest<"/tasks/:key/:change">) => {
        const call = readCall(services, request);
        const change = requireChange(request.params.change);
        const wish = parse(ChangeTask, await readJson(request), change);
        const task = taskOf(services, call, request.params.key);
        const session = sessionFor(services, call, task, change);
        const changed = await work.tasks.change(call.caller, session, task, change, wish);
        return tellTask(services, call, changed, situationOf(change, wish, changed));
      },
    },
  };
}

/** The same with the caller's own task and sprint in the place of `self`. */
const ownIn = <T extends TaskEdit>(services: TaskServices, call: Call, fields: T): T => ({
  ...fields,
  ...(fields.parent === SELF && { parent: taskOf(services, call, SELF).id }),
  ...(fields.sprint === SELF && { sprint: sprintOf(services, call, SELF).id }),
});

/** Less than a request may take: who waits longer asks again. */
const GATES_PATIENCE_MS = 25_000;

function requireChange(text: string): TaskChangeName {
  const change = TASK_CHANGES.find((one) => one === text);
  if (change) return change;
  throw usageError(`change: must be one of ${TASK_CHANGES.join(", ")}, not ${JSON.stringify(text)}`);
}

/** On whose behalf a task is changed: the caller's session; the operator acts for the holder where none is named. */
function sessionFor(services: TaskServices, call: Call, task: Task, change: TaskChangeName): Session | null {
  if (change === "claim" || change === "activate") return requireOwn(call);
  const holder = call.caller.kind === "operator" ? holderOf(services, task) : null;
  if (call.own) return call.own;
  // A person intervenes as themselves, so that the holder hears of it.
  if (change === "abort" || change === "block") return null;
  return holder ?? (NEED_NO_SESSION.includes(change) ? null : requireOwn(call));
}

const holderOf = ({ store }: TaskServices, task: Task): Session | null => {
  const holder = findHolder(store.db, task.id);
  return holder && requireSession(store.db, holder.id);
};

/** A task that its spawned holder declares complete stays underway: gates and merge follow. */
function situationOf(change: TaskChangeName, { complete }: TaskChangeRequest, task: Task): string {
  const completes = change === "complete" || (change === "deactivate" && complete === true);
  if (!completes) return SITUATIONS[change];
  return task.status === "complete" ? "task.completed" : "task.declared";
}

function tellTask(services: TaskServices, call: Call, { id }: Task, situation: string): Promise<Response> {
  const task = requireTask(services.store.db, id);
  const document = { task: viewWorkTask(services.store.db, task) };
  return tell(services, call, document, { situation, session: call.own, task });
}

function readFilter(services: TaskServices, call: Call, request: Request): TaskListFilter {
  const { db } = services.store;
  const { sprint, run, parent, session, ...rest } = parse(TaskQuery, readQuery(request), "tasks");
  return {
    ...rest,
    ...(sprint === undefined ? {} : { sprintId: requireSprint(db, sprint).id }),
    ...(run === undefined ? {} : { runId: requireRun(db, run).id }),
    ...(parent === undefined
      ? {}
      : { parentId: (parent === SELF ? taskOf(services, call, SELF) : requireTaskByKey(db, parent)).id }),
    ...(session === undefined ? {} : { sessionId: sessionOf(services, call, session).id }),
  };
}
