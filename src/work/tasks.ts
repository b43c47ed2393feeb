import type { TaskChangeName, TaskChangeRequest, TaskFields } from "../api/contract/task.ts";
import { type Caller, OPERATOR } from "../domain/caller.ts";
import type { CompletionCheck } from "../domain/completion.ts";
import type { Session } from "../domain/session.ts";
import type { Task } from "../domain/task.ts";
import { type Actor, refuseReopen, refuseSettling, type TaskSituation } from "../domain/task-rules.ts";
import { OverstoryError, usageError } from "../errors.ts";
import { recordActivity } from "../store/activities.ts";
import { requireSession } from "../store/sessions.ts";
import type { Store, Transaction } from "../store/store.ts";
import { moveTask, requireTask } from "../store/tasks.ts";
import { obey } from "./obey.ts";
import { requireSelf } from "./require-self.ts";
import { declareDone, type Fate, requireOnTop, settleTask } from "./task-ending.ts";
import { createTask, editTask, type FieldRules } from "./task-fields.ts";
import { readSituation } from "./task-situation.ts";
import { activateTask, handOff, isCarriedOut, takeTask } from "./task-taking.ts";

export interface TaskPorts {
  checks: { task(task: Task, session: Session | null, summary: string | null): Promise<CompletionCheck> };
  /** Ends the agent of a session whose stop is recorded; safe to call again. */
  stops: { carryOut(sessionId: string, force: boolean): Promise<void> };
  rules: FieldRules;
}

/** A change that only has to be made; answers the session whose agent is to be ended for it. */
export type PreparedChange = (tx: Transaction) => Session | null;

/** Who does it, and with what in hand; read anew within each transaction. */
interface Deed {
  caller: Caller;
  session: Session | null;
  task: Task;
  it: TaskSituation;
}

/** Tasks as people and agents change them. Each change is one transaction, and written into the history. */
export class Tasks {
  readonly #store: Store;
  readonly #ports: TaskPorts;

  constructor(store: Store, ports: TaskPorts) {
    this.#store = store;
    this.#ports = ports;
  }

  create(caller: Caller, fields: TaskFields): Promise<Task> {
    return this.#store.write((tx) => createTask(tx, caller, fields, this.#ports.rules));
  }

  edit(caller: Caller, task: Task, fields: Partial<TaskFields>): Promise<Task> {
    return this.#store.write((tx) =>
      editTask(tx, caller, requireTask(tx.db, task.id), fields, this.#ports.rules),
    );
  }

  async change(
    caller: Caller,
    session: Session | null,
    task: Task,
    change: TaskChangeName,
    request: TaskChangeRequest,
  ): Promise<Task> {
    const make = await this.prepare(caller, session, task, change, request);
    const { stopped, changed } = await this.#store.write((tx) => ({
      stopped: make(tx),
      changed: requireTask(tx.db, task.id),
    }));
    // The stop is recorded: whatever happens to this attempt, the patrol carries it out.
    if (stopped) this.#ports.stops.carryOut(stopped.id, false).catch(() => undefined);
    return changed;
  }

  /** The same in a transaction of the caller's, for which everything has been looked at that takes a while. */
  async prepare(
    caller: Caller,
    session: Session | null,
    task: Task,
    change: TaskChangeName,
    request: TaskChangeRequest,
  ): Promise<PreparedChange> {
    if (session) requireSelf(caller, session);
    const own = session ?? this.#ownOf(caller);
    if (change === "complete" || (change === "deactivate" && request.complete))
      return this.#prepareCompletion(caller, own, task, request);
    return (tx) => act(tx, read(tx, caller, own, task), change, request);
  }

  /** Checks take a while, and the world goes on meanwhile: who holds the task is asked before and after. */
  async #prepareCompletion(
    caller: Caller,
    session: Session | null,
    task: Task,
    request: TaskChangeRequest,
  ): Promise<PreparedChange> {
    const { summary = null, reason = null, force = false } = request;
    if (force && !reason) throw usageError("reason: is missing; say why it is forced", "--reason TEXT");
    const before = readDeed(this.#store, caller, session, task);
    refuseCompletion(before);
    const subject = session ?? (before.it.holder && requireSession(this.#store.db, before.it.holder.id));
    const check = await this.#ports.checks.task(before.task, subject, summary);
    if (!check.valid && !force) throw failedChecks(before.it.label, check);
    const errors = check.valid ? [] : check.errors;
    return (tx) => {
      const now = read(tx, caller, session, task);
      refuseCompletion(now);
      if (isCarriedOut(now.it, now.session) && now.session && now.it.holder) {
        declareDone(tx, now.session, now.task, now.it.label, { summary, reason, errors });
        return null;
      }
      if (!force) requireOnTop(tx, now.task, "complete what stands above first, or take it off the stack");
      const fate: Fate = { action: "complete", reason: errors.length > 0 ? reason : null, summary, errors };
      return settleTask(tx, caller, now.it, now.task, fate);
    };
  }

  #ownOf(caller: Caller): Session | null {
    return caller.kind === "session" ? requireSession(this.#store.db, caller.sessionId) : null;
  }
}

/** A person gives a session that has just begun its task. Throws `conflict` for one that it cannot have. */
export function giveTask(tx: Transaction, session: Session, task: Task): void {
  act(tx, read(tx, OPERATOR, session, task), "claim", {});
}

const readDeed = ({ db }: Store, caller: Caller, session: Session | null, task: Task): Deed =>
  read({ db }, caller, session, task);

function read({ db }: Pick<Transaction, "db">, caller: Caller, given: Session | null, { id }: Task): Deed {
  const session = given && requireSession(db, given.id);
  const task = requireTask(db, id);
  return { caller, session, task, it: readSituation(db, caller, session, task) };
}

function refuseCompletion({ it }: Deed): void {
  obey(refuseSettling(it, "complete"));
}

const failedChecks = (label: string, { errors }: CompletionCheck): OverstoryError =>
  new OverstoryError("conflict", `task ${label} is not complete: ${errors.join("; ")}`, {
    hint: `overstory task check ${label}`,
  });

/** Answers the session whose agent is to be ended for it. */
function act(
  tx: Transaction,
  deed: Deed,
  change: TaskChangeName,
  request: TaskChangeRequest,
): Session | null {
  const { caller, task, it } = deed;
  const { reason = null, force = false } = request;
  if (change === "claim" || change === "activate") {
    const { session, taken } = requireTaker(deed);
    const taking = { action: change, force, reason, switch: request.switch ?? false };
    if (change === "claim") takeTask(tx, session, task, taken, taking);
    else activateTask(tx, session, task, taken, taking);
    return null;
  }
  if (change === "handoff") {
    const { session, taken } = requireTaker(deed);
    handOff(tx, session, requireRecipient(tx, request.to), task, taken, reason);
    return null;
  }
  if (change === "reopen") return reopen(tx, deed, reason);
  if (change === "complete") throw new OverstoryError("internal", "a completion needs its checks");
  obey(refuseSettling(it, change));
  return settleTask(tx, caller, it, task, { action: change === "deactivate" ? "pause" : change, reason });
}

function reopen(tx: Transaction, { session, task, it }: Deed, reason: string | null): null {
  obey(refuseReopen(it));
  moveTask(tx, task.id, { status: "todo", ...(reason === null ? {} : { reason }) });
  if (session)
    recordActivity(tx, session, "task", `reopened ${it.label}`, { action: "reopen", task: it.label, reason });
  return null;
}

function requireTaker({ session, it }: Deed): {
  session: Session;
  taken: TaskSituation & { session: Actor };
} {
  if (session === null || it.session === null)
    throw usageError("which session?", "name it with --session SESSION-001");
  return { session, taken: { ...it, session: it.session } };
}

function requireRecipient({ db }: Transaction, key: string | undefined): Session {
  if (key === undefined)
    throw usageError("to: is missing; name the session that gets it", "--to SESSION-002");
  return requireSession(db, key);
}
