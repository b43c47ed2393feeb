import type { Database } from "bun:sqlite";
import {
  ASKING_TYPES,
  HOUSE_ADDRESS,
  type Mail,
  type MailReceipt,
  OPERATOR_ADDRESS,
} from "../domain/mail.ts";
import { isShownWhole } from "../domain/mail-text.ts";
import type { Transaction } from "./store.ts";

const COLUMNS = `mail_id AS mailId, recipient, handed_at AS handedAt, read_at AS readAt, answered_at AS answeredAt`;

/** No text for the pane carries the mail of receipt `r`, or has been typed in vain. */
export const NOT_CARRIED = `(r.message_id IS NULL OR EXISTS (SELECT 1 FROM messages AS carrier
  WHERE carrier.id = r.message_id AND carrier.state = 'expired' AND carrier.typed_at IS NULL))`;

/** It was given to nobody yet, and no text that may still arrive carries it. */
export const IS_UNHANDED = `r.handed_at IS NULL AND r.read_at IS NULL AND NOT EXISTS (SELECT 1 FROM messages AS carrier
  WHERE carrier.id = r.message_id AND carrier.state <> 'expired')`;

export function insertReceipt(tx: Transaction, mailId: string, recipient: string): void {
  tx.db.query("INSERT INTO mail_receipts (mail_id, recipient) VALUES (?, ?)").run(mailId, recipient);
}

/** A session is to hear of a mail, in these words. */
export function addMailNotice(tx: Transaction, mailId: string, sessionId: string, text: string): void {
  tx.db
    .query("INSERT INTO notices (session_id, at, text, mail_id) VALUES (?, ?, ?, ?)")
    .run(sessionId, tx.at, text, mailId);
}

export const listReceipts = (db: Database, mailId: string): MailReceipt[] =>
  db
    .query<MailReceipt, [string]>(`SELECT ${COLUMNS} FROM mail_receipts WHERE mail_id = ? ORDER BY recipient`)
    .all(mailId);

/** Ids of the open sessions that have mail which was not given to them yet. */
export const listAwaited = (db: Database): string[] =>
  db
    .query<{ id: string }, []>(
      `SELECT DISTINCT r.recipient AS id FROM mail_receipts AS r JOIN sessions AS s ON s.id = r.recipient
       WHERE s.state IN ('booting', 'working', 'stalled') AND ${IS_UNHANDED}`,
    )
    .all()
    .map(({ id }) => id);

/** Whether the session is about to be woken for its mail. */
export const isAboutToHear = (db: Database, sessionId: string): boolean =>
  db
    .query(
      `SELECT 1 FROM mail_receipts AS r JOIN mail AS m ON m.id = r.mail_id
       WHERE r.recipient = ? AND m.priority <> 'low' AND ${IS_UNHANDED} LIMIT 1`,
    )
    .get(sessionId) !== null;

/** When one of those sessions asked last what nobody has answered, ms UTC; null when nothing is open. */
export const lastAskedAt = (db: Database, line: readonly string[]): number | null =>
  db
    .query<{ at: number | null }, [string, string]>(
      `SELECT max(m.sent_at) AS at FROM mail AS m
       WHERE m.sender_id IN (SELECT value FROM json_each(?)) AND m.type IN (SELECT value FROM json_each(?))
         AND NOT EXISTS (SELECT 1 FROM mail_receipts AS r WHERE r.mail_id = m.id AND r.answered_at IS NOT NULL)`,
    )
    .get(JSON.stringify(line), JSON.stringify(ASKING_TYPES))?.at ?? null;

/** That text for its pane hands them over. */
export function carryMails(
  tx: Transaction,
  recipient: string,
  mailIds: readonly string[],
  messageId: string,
): void {
  tx.db
    .query(
      "UPDATE mail_receipts SET message_id = ? WHERE recipient = ? AND mail_id IN (SELECT value FROM json_each(?))",
    )
    .run(messageId, recipient, JSON.stringify(mailIds));
}

/** A mail on its way in a text for a pane. */
export interface Carried {
  mailId: string;
  recipient: string;
  messageId: string;
}

/** Those whose text waits for its turn, or stands in the pane. */
export const listCarried = (db: Database): Carried[] =>
  db
    .query<Carried, []>(
      `SELECT r.mail_id AS mailId, r.recipient, r.message_id AS messageId FROM mail_receipts AS r
         JOIN messages AS c ON c.id = r.message_id WHERE r.handed_at IS NULL AND c.state IN ('queued', 'typed')`,
    )
    .all();

/** Those whose text has been submitted or seen, and that are not marked as handed over. */
export const listArrived = (db: Database): (Carried & { state: "submitted" | "seen" })[] =>
  db
    .query<Carried & { state: "submitted" | "seen" }, []>(
      `SELECT r.mail_id AS mailId, r.recipient, r.message_id AS messageId, c.state FROM mail_receipts AS r
         JOIN messages AS c ON c.id = r.message_id
       WHERE r.message_id IS NOT NULL AND r.handed_at IS NULL AND c.state IN ('submitted', 'seen')`,
    )
    .all();

/** Its agent was given it; who was given all of it has read it. False when it was before, or is not its recipient. */
export function markHanded(
  tx: Transaction,
  mailId: string,
  recipient: string,
  { isWhole }: { isWhole: boolean },
): boolean {
  const { changes } = tx.db
    .query(
      `UPDATE mail_receipts SET handed_at = ?1, read_at = iif(?4, coalesce(read_at, ?1), read_at)
       WHERE mail_id = ?2 AND recipient = ?3 AND handed_at IS NULL`,
    )
    .run(tx.at, mailId, recipient, isWhole ? 1 : 0);
  if (changes === 0) return false;
  passNotices(tx, mailId, recipient);
  tell(tx, "mail.handed", mailId, recipient);
  return true;
}

/** The same through its hooks, which tell what fits. */
export function takeAsHanded(tx: Transaction, mailId: string, recipient: string): void {
  const mail = requireBody(tx.db, mailId);
  markHanded(tx, mailId, recipient, { isWhole: isShownWhole(mail) });
}

/** False when it was before, or is not its recipient. */
export function markRead(tx: Transaction, mailId: string, recipient: string): boolean {
  const { changes } = tx.db
    .query("UPDATE mail_receipts SET read_at = ? WHERE mail_id = ? AND recipient = ? AND read_at IS NULL")
    .run(tx.at, mailId, recipient);
  if (changes === 0) return false;
  passNotices(tx, mailId, recipient);
  tell(tx, "mail.read", mailId, recipient);
  return true;
}

/** Who answers a mail has read it. Does nothing for one that is not its recipient's. */
export function markAnswered(tx: Transaction, mailId: string, recipient: string): void {
  markRead(tx, mailId, recipient);
  tx.db
    .query(
      "UPDATE mail_receipts SET answered_at = coalesce(answered_at, ?) WHERE mail_id = ? AND recipient = ?",
    )
    .run(tx.at, mailId, recipient);
}

/** What a session that has ended was not given goes to the one that goes on with its work. Answers how many mails. */
export const forwardMail = (tx: Transaction, from: string, to: string): number =>
  forward(tx, from, to, "TRUE");

/** The same with what overstory itself has written alone. */
export const forwardHouseMail = (tx: Transaction, from: string, to: string): number =>
  forward(tx, from, to, `mail_id IN (SELECT id FROM mail WHERE sender = '${HOUSE_ADDRESS}')`);

function forward(tx: Transaction, from: string, to: string, which: string): number {
  const moved = tx.db
    .query<{ mailId: string }, [string, string]>(
      `UPDATE OR IGNORE mail_receipts SET recipient = ?2, message_id = NULL
       WHERE recipient = ?1 AND handed_at IS NULL AND read_at IS NULL AND ${which} RETURNING mail_id AS mailId`,
    )
    .all(from, to);
  tx.db
    .query(
      `UPDATE notices SET session_id = ?2 WHERE session_id = ?1 AND seen_at IS NULL
         AND mail_id IN (SELECT value FROM json_each(?3))`,
    )
    .run(from, to, JSON.stringify(moved.map(({ mailId }) => mailId)));
  return moved.length;
}

/** It has learned of it in another way. */
function passNotices(tx: Transaction, mailId: string, recipient: string): void {
  tx.db
    .query("UPDATE notices SET seen_at = ? WHERE mail_id = ? AND session_id = ? AND seen_at IS NULL")
    .run(tx.at, mailId, recipient);
}

const requireBody = (db: Database, mailId: string): Pick<Mail, "body"> =>
  db.query<Pick<Mail, "body">, [string]>("SELECT body FROM mail WHERE id = ?").get(mailId) ?? { body: "" };

function tell(tx: Transaction, kind: "mail.handed" | "mail.read", mailId: string, recipient: string): void {
  const mail = tx.db
    .query<Pick<Mail, "key" | "runId">, [string]>("SELECT key, run_id AS runId FROM mail WHERE id = ?")
    .get(mailId);
  if (!mail) return;
  const sessionId = recipient === OPERATOR_ADDRESS ? null : recipient;
  tx.event(kind, { runId: mail.runId, sessionId }, { key: mail.key });
}
