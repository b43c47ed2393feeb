import type { EndSessionRequest } from "../api/contract/session.ts";
import type { WorkServices } from "../api/work-services.ts";
import type { Caller } from "../domain/caller.ts";
import type { CompletionCheck } from "../domain/completion.ts";
import { outcomeOf, phaseAtEnd } from "../domain/keeping.ts";
import { isOpen, isSpawned, type Outcome, type Session } from "../domain/session.ts";
import { OverstoryError, usageError } from "../errors.ts";
import { recordActivity } from "../store/activities.ts";
import { releaseTask } from "../store/claims.ts";
import { recordPhase } from "../store/phases.ts";
import { settleSession } from "../store/session-changes.ts";
import { hasCompletedTask, recordSummary } from "../store/session-keeping.ts";
import { requireSession } from "../store/sessions.ts";
import type { Store, Transaction } from "../store/store.ts";
import { moveTask, requireTask } from "../store/tasks.ts";
import { requireSelf } from "./require-self.ts";
import type { Tasks } from "./tasks.ts";

export interface EndingParts {
  store: Store;
  tasks: Pick<Tasks, "prepare">;
  completion: Pick<WorkServices["completion"], "session">;
}

/** Ends a kept session. What becomes of a task that it holds has to be said; success has to stand its check. */
export async function endSession(
  parts: EndingParts,
  caller: Caller,
  { id }: Session,
  request: EndSessionRequest,
): Promise<Session> {
  const { store, completion } = parts;
  const session = requireSession(store.db, id);
  requireSelf(caller, session);
  requireEndable(session, request);
  requireTaskAnswer(store, session, request);
  const summary = request.summary ?? null;
  const check = await completion.session(session, summary);
  if (request.outcome === "success" && !request.force) requireValid(session, check);
  const settle = await prepareTask(parts, caller, session, request);
  return store.write((tx) => {
    requireEndable(requireSession(tx.db, id), request);
    settle(tx);
    const current = requireSession(tx.db, id);
    if (current.currentTaskId !== null) throw holdsTask(tx.db, current); // it has taken one meanwhile
    const isGood = faultsOf(check).length === 0 && hasCompletedTask(tx.db, id);
    closeSession(tx, current, {
      outcome: request.outcome ?? outcomeOf(current, isGood),
      summary,
      reason: `ended by ${caller.kind === "operator" ? "a person" : "its agent"}`,
      data: { forced: request.force ? request.reason : null, task: request.task?.do ?? null },
    });
    return requireSession(tx.db, id);
  });
}

export interface Closing {
  outcome: Outcome;
  summary: string | null;
  /** One sentence: why it is over. */
  reason: string;
  /** What went wrong, if something did. */
  error?: string;
  data?: Record<string, unknown>;
}

/** The end of a kept session that holds no task any more, with all that belongs to it. In the transaction of its caller. */
export function closeSession(tx: Transaction, session: Session, closing: Closing): void {
  const { id } = session;
  const { outcome, summary, reason, error = null, data = {} } = closing;
  const phase = phaseAtEnd(session, outcome);
  if (summary !== null) recordSummary(tx, id, summary);
  if (phase !== session.phase || error !== null) recordPhase(tx, session, { to: phase, error, metadata: {} });
  recordActivity(tx, session, "end", summary ?? reason, { outcome, summary, ...data });
  settleSession(tx, id, { state: "completed", phase, outcome, reason });
}

/** Throws what stands in the way whatever the checks say. */
function requireEndable({ key, source, state }: Session, request: EndSessionRequest): void {
  if (!isOpen(state)) throw new OverstoryError("conflict", `${key} has ended: it is ${state}`);
  if (isSpawned({ source }))
    throw new OverstoryError("conflict", `${key} was started by overstory; it ends when its agent does`, {
      hint: `an agent that is done exits; overstory stop ${key} ends it before`,
    });
  if (request.outcome === "killed")
    throw usageError(
      "outcome: killed is for what overstory ends",
      "success, unverified, failed or abandoned",
    );
  if (request.force && !request.reason?.trim())
    throw usageError("force: needs a reason", "say why: --force --reason TEXT");
}

/** What becomes of a held task is never guessed. */
function requireTaskAnswer({ db }: Pick<Store, "db">, session: Session, request: EndSessionRequest): void {
  if (session.currentTaskId !== null && !request.task) throw holdsTask(db, session);
  if (session.currentTaskId === null && request.task)
    throw new OverstoryError("conflict", `${session.key} holds no task to ${request.task.do}`);
}

function holdsTask(db: Store["db"], { key, currentTaskId }: Session): OverstoryError {
  const task = currentTaskId === null ? "a task" : requireTask(db, currentTaskId).key;
  return new OverstoryError("conflict", `${key} holds ${task}; say what becomes of it`, {
    hint: "--release, --complete or --handoff SESSION",
  });
}

/** What becomes of the held task, in the transaction of the end: neither happens without the other. */
async function prepareTask(
  { tasks, store }: EndingParts,
  caller: Caller,
  session: Session,
  { task: wish, summary, force, reason }: EndSessionRequest,
): Promise<(tx: Transaction) => unknown> {
  const { id, key, currentTaskId } = session;
  if (!wish || currentTaskId === null) return () => undefined;
  if (wish.do === "release")
    return (tx) => release(tx, requireSession(tx.db, id), reason ?? `released at the end of ${key}`);
  const task = requireTask(store.db, currentTaskId);
  return wish.do === "handoff"
    ? tasks.prepare(caller, session, task, "handoff", { to: wish.to })
    : tasks.prepare(caller, session, task, "complete", { summary, force, reason });
}

/** A held task goes back to those that wait for someone. */
export function release(tx: Transaction, session: Session, reason: string): void {
  const taskId = releaseTask(tx, session.id);
  if (taskId !== null) moveTask(tx, taskId, { status: "todo", reason });
}

/** What its check finds missing, but for the task that it still holds. */
export const faultsOf = ({ requirements }: CompletionCheck): string[] =>
  requirements
    .filter(({ type, state }) => state === "missing" && type !== "held_task")
    .map(({ message }) => message);

function requireValid({ key }: Session, check: CompletionCheck): void {
  const faults = faultsOf(check);
  if (faults.length === 0) return;
  throw new OverstoryError("conflict", `${key} cannot end with success: ${faults.join("; ")}`, {
    hint: "mend that, leave --outcome out, or say why not: --force --reason TEXT",
  });
}
