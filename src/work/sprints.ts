import type { SprintChangeRequest } from "../api/contract/sprint.ts";
import type { Caller } from "../domain/caller.ts";
import type { CompletionCheck } from "../domain/completion.ts";
import { nameSome } from "../domain/context.ts";
import { isOpen, type Session } from "../domain/session.ts";
import type { Sprint } from "../domain/sprint.ts";
import { OverstoryError, usageError } from "../errors.ts";
import { recordActivity } from "../store/activities.ts";
import { frameAt, listSprintFrames, nameFrame, popFrames, topFrame } from "../store/context.ts";
import { requireSession } from "../store/sessions.ts";
import { insertSprint, isClosed, moveSprint, requireSprint } from "../store/sprints.ts";
import { pushSprint } from "../store/stack-base.ts";
import type { Store, Transaction } from "../store/store.ts";
import { requireOperator, requireSelf } from "./require-self.ts";
import { whatStandsAbove } from "./task-ending.ts";

export interface SprintPorts {
  checks: { sprint(sprint: Sprint, summary: string | null): Promise<CompletionCheck> };
}

/** Sprints, and their place on sessions' stacks. */
export class Sprints {
  readonly #store: Store;
  readonly #ports: SprintPorts;

  constructor(store: Store, ports: SprintPorts) {
    this.#store = store;
    this.#ports = ports;
  }

  async create(
    _caller: Caller,
    { title, goal = "" }: { title: string; goal?: string | undefined },
  ): Promise<Sprint> {
    if (title.trim() === "") throw usageError("title: is empty");
    return this.#store.write((tx) => insertSprint(tx, { title, goal }));
  }

  async activate(caller: Caller, session: Session, sprint: Sprint): Promise<Sprint> {
    requireSelf(caller, session);
    return this.#store.write((tx) => activateSprint(tx, session, sprint));
  }

  async deactivate(caller: Caller, session: Session, sprint: Sprint): Promise<Sprint> {
    requireSelf(caller, session);
    return this.#store.write((tx) => {
      if (frameAt(tx.db, session.id, 1)?.sprintId !== sprint.id)
        throw new OverstoryError("conflict", `${sprint.key} is not on the stack of ${session.key}`);
      popSprint(tx, session, sprint.key);
      recordActivity(tx, session, "context", `left ${sprint.key}`);
      return requireSprint(tx.db, sprint.id);
    });
  }

  async complete(caller: Caller, { id, key }: Sprint, request: SprintChangeRequest): Promise<Sprint> {
    requireOperator(caller, "complete a sprint");
    const { summary = null, reason = null, force = false } = request;
    if (force && !reason) throw usageError("reason: is missing; say why it is forced", "--reason TEXT");
    const check = await this.#ports.checks.sprint(requireSprint(this.#store.db, id), summary);
    if (!check.valid && !force)
      throw new OverstoryError("conflict", `${key} is not complete: ${check.errors.join("; ")}`, {
        hint: `overstory sprint check ${key}`,
      });
    return this.#store.write((tx) => {
      leaveSprint(tx, id);
      return moveSprint(tx, id, "complete", { summary, reason: check.valid ? null : reason });
    });
  }

  async cancel(caller: Caller, { id }: Sprint, reason: string | null): Promise<Sprint> {
    requireOperator(caller, "cancel a sprint");
    return this.#store.write((tx) => {
      leaveSprint(tx, id);
      return moveSprint(tx, id, "cancelled", { reason });
    });
  }
}

/** Puts the sprint on the session's stack, in place of the one that is there. Throws `conflict` while a task stands there. */
export function activateSprint(tx: Transaction, given: Session, { id }: Sprint): Sprint {
  const session = requireSession(tx.db, given.id);
  const sprint = requireSprint(tx.db, id);
  if (!isOpen(session.state))
    throw new OverstoryError("conflict", `${session.key} has ended: it is ${session.state}`);
  if (isClosed(sprint)) throw new OverstoryError("conflict", `${sprint.key} is ${sprint.status}`);
  const there = frameAt(tx.db, session.id, 1);
  if (there?.sprintId === id) return sprint;
  if (there) {
    const depth = there.kind === "sprint" ? 1 : 0;
    const { message } = whatStandsAbove(
      tx,
      session.id,
      depth,
      depth === 0 ? "the project" : nameFrame(tx.db, there),
    );
    if (message !== null)
      throw new OverstoryError("conflict", message, {
        hint: "overstory task deactivate takes the task off first",
      });
  }
  pushSprint(tx, session, sprint);
  recordActivity(tx, session, "context", `went to ${sprint.key}`);
  return requireSprint(tx.db, id);
}

function popSprint(tx: Transaction, session: Session, key: string): void {
  const { message } = whatStandsAbove(tx, session.id, 1, key);
  if (message !== null)
    throw new OverstoryError("conflict", message, {
      hint: "overstory task deactivate takes the task off first",
    });
  popFrames(tx, session, 1);
}

/** Takes the sprint off all stacks. Throws `conflict`, naming who still works in it. */
function leaveSprint(tx: Transaction, id: string): void {
  const places = listSprintFrames(tx.db, id);
  const sessions = places.map(({ sessionId }) => requireSession(tx.db, sessionId));
  const busy = sessions.filter((_, index) => !places[index]?.isTop);
  const [first] = busy;
  if (first) {
    const { key } = requireSprint(tx.db, id);
    const work = nameFrame(
      tx.db,
      topFrame(tx.db, first.id) ?? { kind: "project", sprintId: null, taskId: null, pushedAt: 0 },
    );
    const others =
      busy.length > 1
        ? `; so do ${nameSome(
            busy.slice(1).map((one) => one.key),
            busy.length - 1,
          )}`
        : "";
    throw new OverstoryError("conflict", `${first.key} works on ${work} in ${key}${others}`, {
      hint: `overstory task deactivate --session ${first.key}`,
    });
  }
  for (const session of sessions) popFrames(tx, session, 1);
}
