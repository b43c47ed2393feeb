import type { Database } from "bun:sqlite";
import type { Caller } from "../../domain/caller.ts";
import { type Mail, type MailReceipt, OPERATOR_ADDRESS } from "../../domain/mail.ts";
import { requireMail } from "../../store/mail.ts";
import { getRun } from "../../store/runs.ts";
import { getSession } from "../../store/sessions.ts";
import type { MailView } from "../contract/mail.ts";
import { iso, isoOrNull } from "./times.ts";

/** How far it has come with others is told to its sender, and to the operator. */
export function viewMail(
  db: Database,
  caller: Caller,
  mail: Mail,
  receipts: readonly MailReceipt[],
): MailView {
  const mayKnow = (recipient: string) =>
    caller.kind === "operator" || mail.senderId === caller.sessionId || recipient === caller.sessionId;
  return {
    key: mail.key,
    run: mail.runId === null ? null : (getRun(db, mail.runId)?.key ?? null),
    thread: keyOf(db, mail, mail.threadId),
    replyTo: mail.replyTo === null ? null : keyOf(db, mail, mail.replyTo),
    from: mail.sender,
    to: mail.address,
    type: mail.type,
    priority: mail.priority,
    subject: mail.subject,
    body: mail.body,
    sentAt: iso(mail.sentAt),
    receipts: receipts
      .filter(({ recipient }) => mayKnow(recipient))
      .map(({ recipient, handedAt, readAt, answeredAt }) => ({
        recipient: recipient === OPERATOR_ADDRESS ? recipient : (getSession(db, recipient)?.key ?? recipient),
        handedAt: isoOrNull(handedAt),
        readAt: isoOrNull(readAt),
        answeredAt: isoOrNull(answeredAt),
      })),
  };
}

const keyOf = (db: Database, mail: Mail, id: string): string =>
  id === mail.id ? mail.key : requireMail(db, id).key;
