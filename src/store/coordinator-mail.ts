import { HOUSE_ADDRESS, type MailPriority, type MailType } from "../domain/mail.ts";
import { insertMail } from "./mail.ts";
import { findCoordinatorFor } from "./mail-people.ts";
import type { Transaction } from "./store.ts";

export interface RunNews {
  type: MailType;
  priority: MailPriority;
  subject: string;
  body: string;
  /** The same key again is the same mail. */
  key: string | null;
}

/** Mail of overstory itself to whoever coordinates the run, also while that is being restarted; to nobody when nobody does. */
export function tellCoordinator(tx: Transaction, runId: string, news: RunNews): void {
  const coordinator = findCoordinatorFor(tx.db, runId, null);
  if (coordinator === null) return;
  const { key, ...mail } = news;
  insertMail(tx, {
    ...mail,
    runId,
    senderId: null,
    sender: HOUSE_ADDRESS,
    address: coordinator.key,
    replyTo: null,
    recipients: [coordinator.id],
    dedupeKey: key,
  });
}
