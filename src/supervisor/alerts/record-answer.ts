import type { DueDelivery, Message } from "../../domain/alerting/message.ts";
import { isGivenUp, waitAfter } from "../../domain/alerting/retry.ts";
import type { Accepted, Answer, Refused, Sink } from "../../sinks/sink.ts";
import { requireAlert } from "../../store/alerts.ts";
import { markFailed, markSent, postpone } from "../../store/deliveries.ts";
import { readSinkHealth, recordSinkHealth } from "../../store/sinks.ts";
import type { Transaction } from "../../store/store.ts";
import type { AlertBook } from "./alert-book.ts";

/** What a sink answered to a message: what has been told is told, what was refused is tried again or given up. */
export function recordAnswer(
  tx: Transaction,
  book: AlertBook,
  { name }: Sink,
  message: Message,
  deliveries: readonly DueDelivery[],
  answer: Answer,
): void {
  if (answer.accepted) recordAcceptance(tx, book, name, message, deliveries, answer);
  else recordRefusal(tx, name, deliveries, answer);
}

function recordAcceptance(
  tx: Transaction,
  book: AlertBook,
  name: string,
  message: Message,
  deliveries: readonly DueDelivery[],
  { proof }: Accepted,
): void {
  recordSinkHealth(tx, { name, failures: 0, answer: proof, resumeAt: 0 });
  for (const [index, { delivery, alert }] of deliveries.entries()) {
    markSent(tx, delivery, message.alerts[index]?.news ?? delivery.news, proof);
    const now = requireAlert(tx.db, alert.id);
    if (now.state === "resolved") book.tellEnd(tx, now); // it ended while it was being told
  }
  tx.event("alert.sent", {}, { sink: name, alerts: keysOf(deliveries), proof });
}

function recordRefusal(
  tx: Transaction,
  name: string,
  deliveries: readonly DueDelivery[],
  { why, retry, waitMs, isUnheard }: Refused,
): void {
  const failures = readSinkHealth(tx.db, name).failures + (isUnheard ? 0 : 1);
  const resumeAt = retry ? tx.at + waitAfter(failures, waitMs) : 0;
  recordSinkHealth(tx, { name, failures, answer: why, resumeAt });
  const lost = deliveries.filter(({ delivery }) => !retry || isGivenUp(delivery.firstDueAt, tx.at));
  for (const one of deliveries) {
    if (lost.includes(one)) markFailed(tx, one.delivery, why);
    else postpone(tx, one.delivery, why, resumeAt);
  }
  if (lost.length > 0) tx.event("alert.failed", {}, { sink: name, alerts: keysOf(lost), why });
}

const keysOf = (deliveries: readonly DueDelivery[]): string[] => deliveries.map(({ alert }) => alert.key);
