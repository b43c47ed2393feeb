import type { Database } from "bun:sqlite";
import { type Mail, OPERATOR_ADDRESS } from "../domain/mail.ts";
import { type Letter, letterText } from "../domain/mail-text.ts";
import { OverstoryError } from "../errors.ts";
import { nextKey } from "./counters.ts";
import { findReader } from "./mail-people.ts";
import { addMailNotice, IS_UNHANDED, insertReceipt, markAnswered } from "./mail-receipts.ts";
import { lineOf } from "./session-query.ts";
import { getSession, requireSession } from "./sessions.ts";
import type { Transaction } from "./store.ts";

const COLUMNS = `m.id, m.key, m.run_id AS runId, m.thread_id AS threadId, m.reply_to AS replyTo, m.sender_id AS senderId, m.sender, m.address,
  m.type, m.priority, m.subject, m.body, m.sent_at AS sentAt`;

export interface NewMail
  extends Pick<Mail, "runId" | "senderId" | "sender" | "address" | "type" | "priority" | "subject" | "body"> {
  replyTo: Mail | null;
  /** Ids of sessions, or `operator`. */
  recipients: readonly string[];
  /** The same sender and key again is the same mail. */
  dedupeKey: string | null;
}

/** Sends a mail: from now on each of its recipients has it. One that was sent before under its key is answered as it is. */
export function insertMail(tx: Transaction, mail: NewMail): Mail {
  const known = mail.dedupeKey === null ? null : findByDedupeKey(tx.db, mail, mail.dedupeKey);
  if (known) return known;
  const id = Bun.randomUUIDv7();
  const { replyTo, recipients, ...fields } = mail;
  tx.db
    .query(
      `INSERT INTO mail (id, key, run_id, thread_id, reply_to, sender_id, sender, address, type, priority, subject, body,
         dedupe_key, sent_at)
       VALUES ($id, $key, $runId, $threadId, $replyTo, $senderId, $sender, $address, $type, $priority, $subject, $body,
         $dedupeKey, $at)`,
    )
    .run({
      ...fields,
      id,
      key: nextKey(tx, "MAIL"),
      threadId: replyTo?.threadId ?? id,
      replyTo: replyTo?.id ?? null,
      at: tx.at,
    });
  const sent = requireMail(tx.db, id);
  address(tx, sent, new Set(recipients));
  if (replyTo) for (const id of readersOf(tx.db, mail)) markAnswered(tx, replyTo.id, id);
  tx.event(
    "mail.sent",
    { runId: mail.runId, sessionId: mail.senderId },
    { key: sent.key, from: sent.sender, to: sent.address, type: sent.type, subject: sent.subject },
  );
  return sent;
}

/** Who answers has read what came to those whose work it goes on with. */
const readersOf = (db: Database, { senderId, sender }: Pick<Mail, "senderId" | "sender">): string[] =>
  senderId === null ? [sender] : lineOf(db, senderId);

function address(tx: Transaction, mail: Mail, recipients: ReadonlySet<string>): void {
  const text = letterText(toLetter(tx.db, mail));
  for (const recipient of recipients) {
    insertReceipt(tx, mail.id, recipient);
    if (recipient !== OPERATOR_ADDRESS) addMailNotice(tx, mail.id, recipient, text);
  }
}

/** With its sender as agents know them: `SESSION-002 (api)`. */
export function toLetter(db: Database, mail: Mail): Letter {
  const sender = mail.senderId === null ? null : getSession(db, mail.senderId);
  return { ...mail, from: sender ? `${sender.key} (${sender.name})` : mail.sender };
}

/** What a sender, or one whose work it goes on with, has sent under that key. */
export const findByDedupeKey = (
  db: Database,
  { sender, senderId }: Pick<Mail, "sender" | "senderId">,
  dedupeKey: string,
): Mail | null =>
  db
    .query<Mail, [string, string, string]>(
      `SELECT ${COLUMNS} FROM mail AS m
       WHERE dedupe_key = ? AND (sender = ? OR sender_id IN (SELECT value FROM json_each(?))) LIMIT 1`,
    )
    .get(dedupeKey, sender, JSON.stringify(senderId === null ? [] : lineOf(db, senderId)));

/** By id or key. */
export function requireMail(db: Database, idOrKey: string): Mail {
  const found = db
    .query<Mail, [string]>(`SELECT ${COLUMNS} FROM mail AS m WHERE id = ?1 OR key = upper(?1)`)
    .get(idOrKey);
  if (found) return found;
  throw new OverstoryError("not_found", `there is no mail ${JSON.stringify(idOrKey)}`, {
    hint: "overstory mail list lists them",
  });
}

export interface MailQuery {
  /** Ids of sessions, or `operator`: only what they got ("in"), sent ("out"), or either. null: everybody's. */
  of: readonly string[] | null;
  box: "in" | "out" | "all";
  unread: boolean;
  threadId: string | null;
  type: string | null;
  runId: string | null;
  most: number;
}

/** The newest ones, oldest first. */
export function listMail(db: Database, query: MailQuery): Mail[] {
  const { of, box } = query;
  const got =
    "EXISTS (SELECT 1 FROM mail_receipts AS r WHERE r.mail_id = m.id AND r.recipient IN (SELECT value FROM json_each($of)) AND (NOT $unread OR r.read_at IS NULL))";
  const sent = "coalesce(m.sender_id, m.sender) IN (SELECT value FROM json_each($of))";
  const mine = { in: got, out: sent, all: `(${got} OR ${sent})` }[box];
  return db
    .query<Mail, Record<string, string | number | null>>(
      `SELECT ${COLUMNS} FROM mail AS m
       WHERE ($of IS NULL OR ${mine}) AND ($threadId IS NULL OR m.thread_id = $threadId) AND ($type IS NULL OR m.type = $type)
         AND ($runId IS NULL OR m.run_id = $runId)
       ORDER BY m.sent_at DESC, m.id DESC LIMIT $most`,
    )
    .all({
      of: of && JSON.stringify(of),
      unread: query.unread ? 1 : 0,
      threadId: query.threadId,
      type: query.type,
      runId: query.runId,
      most: query.most,
    })
    .toReversed();
}

/** What a session, or the operator, has not read yet; oldest first. */
export const listUnread = (db: Database, recipient: string): Mail[] =>
  db
    .query<Mail, [string]>(
      `SELECT ${COLUMNS} FROM mail_receipts AS r JOIN mail AS m ON m.id = r.mail_id
       WHERE r.recipient = ? AND r.read_at IS NULL ORDER BY m.sent_at, m.id`,
    )
    .all(recipient);

/** A mail that an agent was not given; `isDoubtful`: a text with it was typed, and nothing proves that it arrived. */
export type UnhandedMail = Mail & { isDoubtful: boolean };

/** What an agent was not given yet, and what no text for its pane carries; oldest first. */
export const listUnhanded = (db: Database, recipient: string): UnhandedMail[] =>
  db
    .query<Mail & { isDoubtful: 0 | 1 }, [string]>(
      `SELECT ${COLUMNS}, r.message_id IS NOT NULL AND EXISTS (SELECT 1 FROM messages AS c WHERE c.id = r.message_id
         AND c.typed_at IS NOT NULL) AS isDoubtful
       FROM mail AS m JOIN mail_receipts AS r ON r.mail_id = m.id
       WHERE r.recipient = ? AND ${IS_UNHANDED} ORDER BY m.sent_at, m.id`,
    )
    .all(recipient)
    .map((mail) => ({ ...mail, isDoubtful: mail.isDoubtful === 1 }));

/** A mail to the operator that asks for something and has no answer. */
export interface OpenQuestion extends Pick<Mail, "key" | "type" | "subject"> {
  /** Key and name of the session that waits: whoever asked, or goes on with its work. */
  sender: string;
  name: string;
}

/** Those for whose answers a session waits, or one that is about to be begun; oldest first. */
export function listOpenQuestionsByMail(db: Database): OpenQuestion[] {
  const rows = db
    .query<Pick<Mail, "key" | "type" | "subject"> & { senderId: string }, [string]>(
      `SELECT m.key, m.type, m.subject, m.sender_id AS senderId FROM mail AS m
         JOIN mail_receipts AS r ON r.mail_id = m.id AND r.recipient = ? JOIN sessions AS s ON s.id = m.sender_id
         LEFT JOIN runs ON runs.id = s.run_id
       WHERE m.type IN ('question', 'approval', 'escalation') AND r.answered_at IS NULL
         AND (s.state IN ('booting', 'working', 'stalled') OR runs.status = 'active') ORDER BY m.sent_at, m.id`,
    )
    .all(OPERATOR_ADDRESS);
  return rows.flatMap(({ senderId, ...question }) => {
    const waits = findReader(db, requireSession(db, senderId));
    return waits ? { ...question, sender: waits.key, name: waits.name } : [];
  });
}

/** What these sessions have asked the operator and have no answer to. */
export const countAsked = (db: Database, line: readonly string[]): number =>
  db
    .query<{ count: number }, [string, string]>(
      `SELECT count(*) AS count FROM mail AS m JOIN mail_receipts AS r ON r.mail_id = m.id AND r.recipient = ?
       WHERE m.sender_id IN (SELECT value FROM json_each(?)) AND m.type IN ('question', 'approval', 'escalation')
         AND r.answered_at IS NULL`,
    )
    .get(OPERATOR_ADDRESS, JSON.stringify(line))?.count ?? 0;

/** Mails that the session has sent since then (ms UTC), counted up to `most`. */
export const countSent = (db: Database, senderId: string, since: number, most: number): number =>
  db
    .query<{ count: number }, [string, number, number]>(
      "SELECT count(*) AS count FROM (SELECT 1 FROM mail WHERE sender_id = ? AND sent_at >= ? LIMIT ?)",
    )
    .get(senderId, since, most)?.count ?? 0;

/** Mails that these two have sent to each other since then, ms UTC. */
export const countBetween = (db: Database, one: string, other: string, since: number): number =>
  db
    .query<{ count: number }, [string, string, number]>(
      `SELECT count(*) AS count FROM mail AS m JOIN mail_receipts AS r ON r.mail_id = m.id
       WHERE ((m.sender_id = ?1 AND r.recipient = ?2) OR (m.sender_id = ?2 AND r.recipient = ?1)) AND m.sent_at >= ?3`,
    )
    .get(one, other, since)?.count ?? 0;
