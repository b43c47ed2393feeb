import type { Database } from "bun:sqlite";
import type { Message, MessageHead, MessageOrigin } from "../domain/agent/message.ts";
import { provenBy } from "../domain/agent/message-proof.ts";
import { countControls } from "../domain/agent/plain-text.ts";
import type { EventKind } from "../domain/event.ts";
import type { Session } from "../domain/session.ts";
import { OverstoryError } from "../errors.ts";
import { nextKey } from "./counters.ts";
import { requireSession } from "./sessions.ts";
import type { Transaction } from "./store.ts";

const HEAD = `id, key, session_id AS sessionId, origin, submit, state, reason, queued_at AS queuedAt,
  typed_at AS typedAt, submitted_at AS submittedAt, seen_at AS seenAt, expires_at AS expiresAt`;

const COLUMNS = `${HEAD}, text`;

const IS_UNDERWAY = "state IN ('queued', 'typed', 'submitted')";

type RowOf<T extends MessageHead> = Omit<T, "submit"> & { submit: 0 | 1 };
type Row = RowOf<Message>;

const toMessage = (row: Row): Message => ({ ...row, submit: row.submit === 1 });

const select = (db: Database, rest: string, ...values: (string | number)[]): Message[] =>
  db
    .query<Row, (string | number)[]>(`SELECT ${COLUMNS} FROM messages ${rest}`)
    .all(...values)
    .map(toMessage);

export interface NewMessage {
  text: string;
  origin: MessageOrigin;
  submit: boolean;
  /** Made by the client: the same one again answers with the message that there is. */
  requestId: string | null;
  /** How long it may wait to be submitted. */
  patienceMs: number;
}

export function insertMessage(tx: Transaction, session: Session, message: NewMessage): Message {
  const known = message.requestId === null ? null : findByRequest(tx.db, message.requestId);
  if (known) return known;
  const id = Bun.randomUUIDv7();
  tx.db
    .query(
      `INSERT INTO messages (id, key, session_id, origin, text, submit, state, request_id, queued_at, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?)`,
    )
    .run(
      id,
      nextKey(tx, "MESSAGE"),
      session.id,
      message.origin,
      message.text,
      message.submit ? 1 : 0,
      message.requestId,
      tx.at,
      tx.at + message.patienceMs,
    );
  const added = requireMessage(tx.db, id);
  tell(tx, "message.queued", added, {
    bytes: Buffer.byteLength(added.text),
    leftOut: countControls(added.text),
  });
  return added;
}

/** The message that a client's request has made. */
export const findByRequest = (db: Database, requestId: string): Message | null =>
  select(db, "WHERE request_id = ?", requestId)[0] ?? null;

export const getMessage = (db: Database, id: string): Message | null =>
  select(db, "WHERE id = ?", id)[0] ?? null;

/** @param what key or id. Throws `not_found`. */
export function requireMessage(db: Database, what: string): Message {
  const [found] = select(db, "WHERE id = ?1 OR key = upper(?1)", what);
  if (found) return found;
  throw new OverstoryError("not_found", `there is no message ${JSON.stringify(what)}`, {
    hint: "see: overstory messages",
  });
}

/** The newest, oldest first; of one session or of all. */
export const listMessages = (db: Database, sessionId: string | null, limit: number): Message[] =>
  (sessionId === null
    ? select(db, "ORDER BY id DESC LIMIT ?", limit)
    : select(db, "WHERE session_id = ? ORDER BY id DESC LIMIT ?", sessionId, limit)
  ).toReversed();

export interface Unsettled {
  /** Whether the session's runtime proves that a message was seen. */
  isProvable: boolean;
  /** Ids of those of which more is to become though they are submitted and nothing will prove them. */
  entered?: readonly string[];
}

/** Those of the session that something may still become of, see `isUnderway`; oldest first. */
export const listUnsettled = (
  db: Database,
  sessionId: string,
  { isProvable, entered = [] }: Unsettled,
): MessageHead[] =>
  db
    .query<RowOf<MessageHead>, [string, number, string]>(
      `SELECT ${HEAD} FROM messages
       WHERE session_id = ?1 AND ${IS_UNDERWAY}
         AND (state = 'queued' OR (submit = 1 AND (state = 'typed' OR ?2))
           OR (state = 'submitted' AND id IN (SELECT value FROM json_each(?3))))
       ORDER BY id`,
    )
    .all(sessionId, isProvable ? 1 : 0, JSON.stringify(entered))
    .map((row) => ({ ...row, submit: row.submit === 1 }));

/** Ids of the sessions that may have such messages. */
export const listSessionsWithUnsettled = (db: Database): string[] =>
  db
    .query<{ id: string }, []>(`SELECT DISTINCT session_id AS id FROM messages WHERE ${IS_UNDERWAY}`)
    .all()
    .map(({ id }) => id);

/** What it waits for; false when that is known, or it waits no more. */
export function recordReason(tx: Transaction, message: MessageHead, reason: string): boolean {
  const isNew = change(
    tx,
    `UPDATE messages SET reason = ?1 WHERE id = ?2 AND state = ?3 AND ${IS_UNDERWAY} AND reason IS NOT ?1`,
    reason,
    message.id,
    message.state,
  );
  if (isNew) tell(tx, `message.${message.state}`, message, { reason });
  return isNew;
}

/** It is about to be put into the agent's input: whatever happens, it is not to be put there again. False when it was before. */
export const beginTyping = (tx: Transaction, { id }: Message): boolean =>
  change(
    tx,
    "UPDATE messages SET typed_at = ? WHERE id = ? AND state = 'queued' AND typed_at IS NULL",
    tx.at,
    id,
  );

/** Nothing of it was typed: the pane has refused it. */
export const takeBackTyping = (tx: Transaction, { id }: Message): boolean =>
  change(tx, "UPDATE messages SET typed_at = NULL WHERE id = ? AND state = 'queued'", id);

export const recordTyped = (tx: Transaction, message: Message): boolean =>
  tellChange(
    tx,
    "message.typed",
    message,
    "UPDATE messages SET state = 'typed', reason = NULL WHERE id = ? AND state = 'queued'",
  );

/** Enter is about to be pressed after it. False when something else has become of it. */
export const beginEnter = (tx: Transaction, { id }: Message): boolean =>
  change(
    tx,
    "UPDATE messages SET submitted_at = coalesce(submitted_at, ?) WHERE id = ? AND state IN ('typed', 'submitted')",
    tx.at,
    id,
  );

export const recordSubmitted = (tx: Transaction, message: Message): boolean =>
  tellChange(
    tx,
    "message.submitted",
    message,
    "UPDATE messages SET state = 'submitted', reason = NULL WHERE id = ? AND state = 'typed'",
  );

/** It is given up. False when it was settled before. */
export function expireMessage(tx: Transaction, message: MessageHead, reason: string): boolean {
  const isNew = change(
    tx,
    `UPDATE messages SET state = 'expired', reason = ? WHERE id = ? AND ${IS_UNDERWAY}`,
    reason,
    message.id,
  );
  if (isNew) tell(tx, "message.expired", message, { reason });
  return isNew;
}

/** The session's agent has taken this prompt. Answers the keys of the messages that are proven by it. */
export function markSeen(tx: Transaction, sessionId: string, prompt: string): string[] {
  const begun = select(
    tx.db,
    `WHERE session_id = ? AND ${IS_UNDERWAY} AND submit = 1 AND typed_at IS NOT NULL ORDER BY id`,
    sessionId,
  );
  const seen = provenBy(begun, prompt);
  for (const message of seen) {
    tx.db
      .query(
        `UPDATE messages SET state = 'seen', reason = NULL, seen_at = ?1, submitted_at = coalesce(submitted_at, ?1) WHERE id = ?2`,
      )
      .run(tx.at, message.id);
    tell(tx, "message.seen", message);
  }
  return seen.map(({ key }) => key);
}

const change = (tx: Transaction, sql: string, ...values: (string | number)[]): boolean =>
  tx.db.query<unknown, (string | number)[]>(sql).run(...values).changes > 0;

function tellChange(tx: Transaction, kind: EventKind, message: MessageHead, sql: string): boolean {
  const isNew = change(tx, sql, message.id);
  if (isNew) tell(tx, kind, message);
  return isNew;
}

/** What it says is not in the journal. */
function tell(
  tx: Transaction,
  kind: EventKind,
  message: MessageHead,
  data: Record<string, unknown> = {},
): void {
  const { id, runId, currentTaskId: taskId, key } = requireSession(tx.db, message.sessionId);
  tx.event(
    kind,
    { runId, sessionId: id, taskId },
    { key, message: message.key, origin: message.origin, ...data },
  );
}

/**
 * What the operator wrote to a session in the turn in which it died, and what was submitted and not proven; oldest first. An
 * agent says that it has a text before it has it in its conversation.
 */
export const listLostWords = (db: Database, sessionId: string): string[] =>
  select(
    db,
    `WHERE session_id = ?1 AND origin = 'operator' AND submit = 1 AND (
       submitted_at IS NOT NULL AND seen_at IS NULL
       OR seen_at >= (SELECT since FROM turns WHERE session_id = ?1 AND state = 'working'))
     ORDER BY id`,
    sessionId,
  ).map(({ text }) => text);
