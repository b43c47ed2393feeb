import type { Database } from "bun:sqlite";
import type { TaskFields } from "../api/contract/task.ts";
import type { Caller } from "../domain/caller.ts";
import { findPath } from "../domain/find-path.ts";
import type { Task, TaskSpec } from "../domain/task.ts";
import { OverstoryError, usageError } from "../errors.ts";
import { findHolder } from "../store/claims.ts";
import { findFrame } from "../store/context.ts";
import { isClosed, requireSprint } from "../store/sprints.ts";
import type { Transaction } from "../store/store.ts";
import {
  countMadeAlone,
  insertTask,
  labelOf,
  listAncestors,
  listWaits,
  type TaskFacts,
  updateTask,
} from "../store/task-edits.ts";
import { requireTask, requireTaskByKey } from "../store/tasks.ts";

/** What the configuration says of tasks. */
export interface FieldRules {
  /** What a task has that names nothing of it. */
  spec: Pick<TaskSpec, "runtime" | "role" | "gates" | "restart">;
  /** See `Role.mayWrite`. Throws `usage` for a role that nobody described. */
  mayWrite(role: string): readonly string[] | null;
  /** Tasks that one session may make within a minute. */
  maxPerMinute: number;
}

const MINUTE_MS = 60_000;

/**
 * Throws `usage` or `not_found`, naming the field, `conflict` for what cannot go together, and `forbidden` for what a session
 * may not.
 */
export function createTask(
  tx: Transaction,
  caller: Caller,
  fields: TaskFields,
  { spec, maxPerMinute }: FieldRules,
): Task {
  const maker = caller.kind === "session" ? caller.sessionId : null;
  if (maker !== null) refuseFlood(tx, maker, maxPerMinute);
  const { facts, dependsOn } = readFields(tx.db, null, fields);
  const all = { ...NO_FACTS, ...facts, title: fields.title };
  const { role = spec.role, gates = spec.gates } = fields;
  const own = {
    ...spec,
    role,
    gates,
    prompt: fields.prompt ?? null,
    command: null,
    timeoutMs: null,
    autoCommit: false,
  };
  const line = all.parentId === null ? [] : listAncestors(tx.db, all.parentId);
  requireMayDivide(tx.db, caller, line);
  if (dependsOn) refuseWaitForWhole(tx.db, line, dependsOn);
  return insertTask(tx, all, own, dependsOn ?? [], maker);
}

function refuseFlood(tx: Transaction, maker: string, most: number): void {
  if (countMadeAlone(tx.db, maker, tx.at - MINUTE_MS, most) < most) return;
  throw new OverstoryError(
    "forbidden",
    `a session may make ${most} tasks within one minute (team.maxTasksPerMinute)`,
    { hint: "wait a minute" },
  );
}

/** A task is not complete before its parts: who holds it says what they are. */
function requireMayDivide(db: Database, caller: Caller, line: readonly string[]): void {
  if (caller.kind === "operator") return;
  for (const id of line) {
    const holder = findHolder(db, id);
    if (holder?.id === caller.sessionId) return;
    if (holder === null && requireTask(db, id).runId === null) continue;
    const whose = holder === null ? "belongs to a run" : `is held by ${holder.key}`;
    throw new OverstoryError(
      "forbidden",
      `parent: task ${labelOf(db, id)} ${whose}: a session may not add to it`,
      {
        hint: "who holds it can, or a person",
      },
    );
  }
}

const NO_FACTS: Omit<TaskFacts, "title"> = {
  description: "",
  priority: "medium",
  category: null,
  estimateMs: null,
  sprintId: null,
  parentId: null,
};

export function editTask(
  tx: Transaction,
  caller: Caller,
  task: Task,
  fields: Partial<TaskFields>,
  { mayWrite }: FieldRules,
): Task {
  requireMayEdit(tx.db, caller, task, fields);
  const { facts, dependsOn } = readFields(tx.db, task, fields);
  const { role, gates, prompt } = fields;
  const spec = {
    ...(role !== undefined && { role }),
    // Of a task that agents carry out: as for one that is made anew.
    ...(role !== undefined && task.runId !== null && { mayWrite: mayWrite(role) ?? undefined }),
    ...(gates !== undefined && { gates }),
    ...(prompt !== undefined && { prompt }),
  };
  const parentId = facts.parentId === undefined ? task.parentId : facts.parentId;
  const line = parentId === null ? [] : listAncestors(tx.db, parentId);
  if (facts.parentId != null) {
    requireMayDivide(tx.db, caller, line);
    requireFreeParent(tx.db, task, line);
  }
  if (dependsOn) {
    refuseWaitForWhole(tx.db, line, dependsOn);
    refuseCircle(tx.db, task, dependsOn);
  }
  return updateTask(tx, task, facts, spec, dependsOn);
}

/** A session edits what it works on, the parts of that, and what is nobody's; what is asked of work is for people to say. */
function requireMayEdit(db: Database, caller: Caller, task: Task, fields: Partial<TaskFields>): void {
  if (caller.kind === "operator") return;
  const holder = findHolder(db, task.id);
  const label = labelOf(db, task.id);
  const refuse = (message: string) =>
    new OverstoryError("forbidden", message, { hint: "a person can do it" });
  if (fields.prompt !== undefined) throw refuse("prompt: a session may not change what a task asks for");
  if (fields.gates !== undefined) throw refuse("gates: a session may not change those of a task");
  if (fields.role !== undefined && task.runId !== null)
    throw refuse("role: a session may not change who carries out a task of a run");
  if (holder !== null && holder.id !== caller.sessionId)
    throw refuse(`task ${label} is held by ${holder.key}: a session may not edit others' tasks`);
  if (holder === null && task.runId !== null)
    throw refuse(`task ${label} belongs to a run: a session may edit only the one that it holds`);
}

/** What is given, with keys looked up. */
function readFields(
  db: Database,
  task: Task | null,
  fields: Partial<TaskFields>,
): { facts: Partial<TaskFacts>; dependsOn: string[] | null } {
  const { title, description, priority, category, estimateMs, sprint, parent, dependsOn } = fields;
  if (title !== undefined && title.trim() === "") throw usageError("title: is empty");
  const facts: Partial<TaskFacts> = {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(priority !== undefined && { priority }),
    ...(category !== undefined && { category }),
    ...(estimateMs !== undefined && { estimateMs }),
    ...(sprint !== undefined && { sprintId: sprint === null ? null : readSprint(db, sprint) }),
    ...(parent !== undefined && { parentId: parent === null ? null : readParent(db, task, parent) }),
  };
  return { facts, dependsOn: dependsOn?.map((key, index) => readDependency(db, task, key, index)) ?? null };
}

function readSprint(db: Database, key: string): string {
  const sprint = named("sprint", () => requireSprint(db, key));
  if (isClosed(sprint)) throw new OverstoryError("conflict", `sprint: ${sprint.key} is ${sprint.status}`);
  return sprint.id;
}

function readParent(db: Database, task: Task | null, key: string): string {
  const parent = named("parent", () => requireTaskByKey(db, key));
  if (parent.id === task?.id) throw usageError(`parent: ${parent.key} is the task itself`);
  if (parent.status === "complete" || parent.status === "aborted")
    throw new OverstoryError("conflict", `parent: task ${parent.key} is ${parent.status}`, {
      hint: "make it a task of its own, or part of one that is open",
    });
  return parent.id;
}

function readDependency(db: Database, task: Task | null, key: string, index: number): string {
  const field = `dependsOn[${index}]`;
  const other = named(field, () => requireTaskByKey(db, key));
  if (other.id === task?.id) throw usageError(`${field}: ${other.key} is the task itself`);
  if (task?.runId != null && other.runId !== task.runId)
    throw usageError(`${field}: ${other.key} is not of the run that ${task.key} belongs to`);
  return other.id;
}

/** Says which field a key came from that leads nowhere. */
function named<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof OverstoryError)) throw error;
    const { code, message, hint } = error;
    throw new OverstoryError(code, `${field}: ${message}`, { cause: error, ...(hint && { hint }) });
  }
}

/** @param line the new parent and all that it is a part of */
function requireFreeParent(db: Database, task: Task, line: readonly string[]): void {
  if (line.includes(task.id)) {
    const circle = [...line.slice(0, line.indexOf(task.id) + 1)].reverse();
    const names = [...circle, task.id].map((id) => labelOf(db, id));
    throw usageError(`parent: it would be a part of itself: ${names.join(" → ")}`);
  }
  const frame = findFrame(db, task.id);
  if (frame?.kind === "subtask")
    throw new OverstoryError("conflict", `parent: task ${task.key} is under way as a part of another`, {
      hint: `overstory task deactivate ${task.key}`,
    });
}

/** A part cannot wait for the whole, which waits for its parts. */
function refuseWaitForWhole(db: Database, line: readonly string[], dependsOn: readonly string[]): void {
  const whole = dependsOn.find((id) => line.includes(id));
  if (whole === undefined) return;
  throw usageError(
    `dependsOn: ${labelOf(db, whole)} is not complete before its parts, and this is one of them`,
  );
}

function refuseCircle(db: Database, task: Task, dependsOn: readonly string[]): void {
  const waits = listWaits(db, dependsOn);
  waits.set(task.id, [...dependsOn]);
  const circle = findPath(waits, task.id, task.id);
  if (circle === null) return;
  const names = circle.map((id) => labelOf(db, id));
  throw usageError(`dependsOn: the tasks would wait for each other: ${names.join(" → ")}`);
}
