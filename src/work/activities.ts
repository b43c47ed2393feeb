import { isAbsolute, normalize } from "node:path";
import type { ActivityRequest } from "../api/contract/activity.ts";
import type { Activity } from "../domain/activity.ts";
import type { Caller } from "../domain/caller.ts";
import type { Session } from "../domain/session.ts";
import { usageError } from "../errors.ts";
import { recordActivity } from "../store/activities.ts";
import type { Store } from "../store/store.ts";
import { requireOpen } from "./require-open.ts";
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
    if (path !== undefined) requireInside(path);
    return this.#store.write((tx) => {
      const session = requireOpen(tx, id);
      requireSelf(caller, session);
      return recordActivity(tx, session, kind, text, path === undefined ? {} : { path });
    });
  }
}

/** From the top of the worktree, and not out of it. */
function requireInside(path: string): void {
  if (!isAbsolute(path) && normalize(path).split("/")[0] !== "..") return;
  throw usageError(
    `path: ${JSON.stringify(path)} is not in the worktree`,
    "name a file of it, from its top: docs/plan.md",
  );
}
