import type { Caller } from "../domain/caller.ts";
import type { Session } from "../domain/session.ts";
import { OverstoryError } from "../errors.ts";

/** Throws `forbidden` when a session calls for another. */
export function requireSelf(caller: Caller, { id, key }: Session): void {
  if (caller.kind === "operator" || caller.sessionId === id) return;
  throw new OverstoryError("forbidden", `a session may act as itself only, not as ${key}`, {
    hint: "its token is for no other; a person can do it, in a terminal of their own",
  });
}

/** Throws `forbidden` when a session calls. */
export function requireOperator(caller: Caller, what: string): void {
  if (caller.kind === "operator") return;
  throw new OverstoryError("forbidden", `a session may not ${what}`, {
    hint: "a person can do it, in a terminal of their own",
  });
}
