import { isOpen, type Session } from "../domain/session.ts";
import { OverstoryError } from "../errors.ts";
import { requireSession } from "../store/sessions.ts";
import type { Transaction } from "../store/store.ts";

/** Throws `conflict` when it has ended. */
export function requireOpen({ db }: Pick<Transaction, "db">, id: string): Session {
  const session = requireSession(db, id);
  if (isOpen(session.state)) return session;
  throw new OverstoryError("conflict", `${session.key} has ended: it is ${session.state}`, {
    hint: "begin another: overstory session start",
  });
}
