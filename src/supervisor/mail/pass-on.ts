import type { OverstoryEvent } from "../../domain/event.ts";
import { findBoss, findReader } from "../../store/mail-people.ts";
import { forwardHouseMail, forwardMail } from "../../store/mail-receipts.ts";
import { getSession } from "../../store/sessions.ts";
import type { Transaction } from "../../store/store.ts";

/**
 * What a session was not given before it ended: all of it goes to the one that goes on with its work; where none does,
 * whoever takes over its children hears what overstory had to tell of them.
 */
export function passOn(tx: Transaction, { kind, sessionId }: OverstoryEvent): void {
  const session = sessionId === null ? null : getSession(tx.db, sessionId);
  if (!session) return;
  if (kind === "session.booting" && session.predecessorId !== null)
    forwardMail(tx, session.predecessorId, session.id);
  if ((kind === "session.completed" || kind === "session.zombie") && findReader(tx.db, session) === null) {
    const boss = findBoss(tx.db, session);
    if (boss) forwardHouseMail(tx, session.id, boss.id);
  }
}
