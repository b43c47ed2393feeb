import type { ActivityRequest } from "../api/work-contract.ts";
import type { Activity } from "../domain/activity.ts";
import type { Caller } from "../domain/caller.ts";
import { isOpen, type Session } from "../domain/session.ts";
import { OverstoryError, usageError } from "../errors.ts";
import { lastActivity, recordActivity } from "../store/activities.ts";
import { requireSession } from "../store/sessions.ts";
import type { Store } from "../store/store.ts";
import { requireSelf } from "./require-self.ts";

/** What sessions say of their work. */
export class Activities {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async record(caller: Caller, { id }: Session, { kind, text, path }: ActivityRequest): Promise<Activity> {
    if (text.trim() === "") throw usageError("text: is empty");
    if ((kind === "artifact") !== (path !== undefined))
      throw usageError(
        kind === "artifact" ? "path: is missing; an artifact is a file" : `path: a ${kind} has none`,
      );
    return this.#store.write((tx) => {
      const session = requireSession(tx.db, id);
      requireSelf(caller, session);
      if (!isOpen(session.state))
        throw new OverstoryError("conflict", `${session.key} has ended: it is ${session.state}`);
      recordActivity(tx, session, kind, text, path === undefined ? {} : { path });
      const recorded = lastActivity(tx.db, { sessionId: id });
      if (!recorded) throw new OverstoryError("internal", `the ${kind} of ${session.key} was not recorded`);
      return recorded;
    });
  }
}
