import type { MailRequest } from "../../api/contract/mail.ts";
import { oneLine } from "../../domain/agent/one-line.ts";
import { stripControls } from "../../domain/agent/plain-text.ts";
import type { Caller } from "../../domain/caller.ts";
import { HOUSE_ADDRESS, isAsking, type Mail, OPERATOR_ADDRESS } from "../../domain/mail.ts";
import { MOST_A_MINUTE, refuseMail } from "../../domain/mail-rules.ts";
import type { Session } from "../../domain/session.ts";
import { OverstoryError, usageError } from "../../errors.ts";
import { countAsked, countSent, findByDedupeKey, insertMail } from "../../store/mail.ts";
import { lineOf } from "../../store/session-query.ts";
import { requireSession } from "../../store/sessions.ts";
import type { Transaction } from "../../store/store.ts";
import { resolveAddress } from "./addresses.ts";
import { requireOwnMail } from "./own-mail.ts";

const MAX_BODY_BYTES = 256 * 1024;
const MAX_SUBJECT = 200;
const MINUTE_MS = 60_000;

/**
 * Sends a mail in a transaction of the caller's. Control characters are left out: wherever it is shown later, it is text.
 * Throws `usage`, `not_found`, `forbidden`, and `conflict` when nobody is at the address any more or the dedupe key was used
 * for another mail.
 *
 * @param sender null for the operator
 */
export function sendMail(tx: Transaction, sender: Session | null, request: MailRequest): Mail {
  const { type = "status", priority = "normal", dedupeKey = null } = request;
  const body = readBody(request.body);
  const name = sender?.key ?? OPERATOR_ADDRESS;
  const known =
    dedupeKey === null
      ? null
      : findByDedupeKey(tx.db, { sender: name, senderId: sender?.id ?? null }, dedupeKey);
  if (known) return requireSame(known, body, dedupeKey);
  const replyTo =
    request.replyTo === undefined ? null : requireOwnMail(tx.db, callerOf(sender), request.replyTo);
  const address = request.to ?? answerAddress(replyTo, name);
  const recipients = resolveAddress(tx.db, sender, address);
  if (sender) refuseFlood(tx, sender, isAsking(type) && recipients.includes(OPERATOR_ADDRESS));
  return insertMail(tx, {
    runId: sender?.runId ?? replyTo?.runId ?? runOf(tx, recipients),
    senderId: sender?.id ?? null,
    sender: name,
    address,
    type,
    priority,
    subject: subjectOf(request.subject ?? replySubject(replyTo) ?? body),
    body,
    replyTo,
    recipients,
    dedupeKey,
  });
}

/** @param asks it asks the operator */
function refuseFlood({ db, at }: Transaction, { id, key }: Session, asks: boolean): void {
  const sentLastMinute = countSent(db, id, at - MINUTE_MS, MOST_A_MINUTE);
  const asked = asks ? countAsked(db, lineOf(db, id)) + 1 : 0;
  const refusal = refuseMail({ sender: key, sentLastMinute, asked });
  if (refusal) throw new OverstoryError("forbidden", refusal.message, { hint: refusal.hint });
}

function readBody(given: string): string {
  const bytes = Buffer.byteLength(given);
  if (bytes > MAX_BODY_BYTES)
    throw usageError(
      `body: has ${bytes} bytes; at most ${MAX_BODY_BYTES} are allowed`,
      "put it into a file and name that",
    );
  const body = stripControls(Bun.stripANSI(given));
  if (body.trim() === "") throw usageError("body: is empty", "say in it what the mail is about");
  return body;
}

/** An answer goes to whoever wrote; what one adds to a mail of one's own goes where that went. */
function answerAddress(replyTo: Mail | null, sender: string): string {
  if (!replyTo) throw usageError("to: is missing", "name a session, @builders, @parent, @all or operator");
  if (replyTo.sender === sender) return replyTo.address;
  if (replyTo.sender !== HOUSE_ADDRESS) return replyTo.sender;
  throw new OverstoryError("conflict", `${replyTo.key} is from overstory itself, which reads no answers`, {
    hint: "write to whom it tells of: overstory mail send SESSION TEXT",
  });
}

function requireSame(known: Mail, body: string, dedupeKey: string | null): Mail {
  if (known.body === body) return known;
  throw new OverstoryError(
    "conflict",
    `key: ${JSON.stringify(dedupeKey)} is that of ${known.key}, which says something else`,
    {
      hint: "a mail of its own needs a key of its own",
    },
  );
}

const callerOf = (sender: Session | null): Caller =>
  sender === null ? { kind: "operator" } : { kind: "session", sessionId: sender.id };

function runOf(tx: Transaction, recipients: readonly string[]): string | null {
  const [first] = recipients;
  return first === undefined || first === OPERATOR_ADDRESS ? null : requireSession(tx.db, first).runId;
}

const replySubject = (mail: Mail | null): string | null =>
  mail === null ? null : mail.subject.startsWith("Re: ") ? mail.subject : `Re: ${mail.subject}`;

/** One line: the first that says something. */
function subjectOf(text: string): string {
  const line =
    stripControls(Bun.stripANSI(text))
      .split("\n")
      .find((one) => one.trim() !== "") ?? "";
  return oneLine(line, MAX_SUBJECT);
}
