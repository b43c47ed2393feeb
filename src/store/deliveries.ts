import type { Database } from "bun:sqlite";
import type { Alert, Delivery, News } from "../domain/alert.ts";
import type { DueDelivery } from "../domain/alerting/message.ts";
import { requireAlert } from "./alerts.ts";
import type { Transaction } from "./store.ts";

const COLUMNS = `alert_id AS alertId, sink, telling, news, state, message_id AS messageId, attempts,
  first_due_at AS firstDueAt, due_at AS dueAt, answer, sent_at AS sentAt`;

const select = (db: Database, rest: string) =>
  db.query<Delivery, (string | number)[]>(`SELECT ${COLUMNS} FROM deliveries ${rest}`);

/** In the order in which they were told. */
export const listDeliveries = (db: Database, alertId: string): Delivery[] =>
  select(db, "WHERE alert_id = ? ORDER BY telling, sink").all(alertId);

/** What is to be told through a sink by that time (ms UTC), oldest first, each with its alert as it is now. */
export const listDue = (db: Database, sink: string, now: number): DueDelivery[] =>
  select(db, "WHERE state = 'pending' AND sink = ? AND due_at <= ? ORDER BY due_at, alert_id, telling")
    .all(sink, now)
    .map((delivery) => ({ delivery, alert: requireAlert(db, delivery.alertId) }));

/** When the next delivery through the sink is due, ms UTC; null when none waits. */
export const nextDueAt = (db: Database, sink: string): number | null =>
  db
    .query<{ dueAt: number | null }, [string]>(
      "SELECT min(due_at) AS dueAt FROM deliveries WHERE state = 'pending' AND sink = ?",
    )
    .get(sink)?.dueAt ?? null;

export interface Addressee {
  sink: string;
  /** ms UTC */
  dueAt: number;
}

/**
 * Writes a telling of the alert into the outbox. A sink through which the one before has not been told yet gets no
 * second one, which would say the same; it is told the earlier of both times.
 */
export function addDeliveries(tx: Transaction, alert: Alert, news: News, to: readonly Addressee[]): void {
  const before = listDeliveries(tx.db, alert.id);
  const telling = 1 + before.reduce((most, one) => Math.max(most, one.telling), 0);
  const waiting = new Set(before.filter(({ state }) => state === "pending").map(({ sink }) => sink));
  for (const { sink, dueAt } of to) {
    if (waiting.has(sink)) {
      hasten(tx, alert.id, sink, dueAt);
      continue;
    }
    tx.db
      .query(
        `INSERT INTO deliveries (alert_id, sink, telling, news, state, first_due_at, due_at)
         VALUES ($alertId, $sink, $telling, $news, 'pending', $dueAt, $dueAt)`,
      )
      .run({ alertId: alert.id, sink, telling, news, dueAt });
  }
}

const hasten = (tx: Transaction, alertId: string, sink: string, dueAt: number) =>
  tx.db
    .query(
      "UPDATE deliveries SET due_at = min(due_at, ?) WHERE alert_id = ? AND sink = ? AND state = 'pending'",
    )
    .run(dueAt, alertId, sink);

/** Tells those of the sinks that an alert is over which have been told of it and not yet of that. */
export function addResolutions(tx: Transaction, alert: Alert, to: readonly Addressee[]): void {
  const told = listDeliveries(tx.db, alert.id).filter(({ state }) => state === "sent");
  const newest = new Map(told.map((one) => [one.sink, one.news]));
  const owed = to.filter(({ sink }) => newest.has(sink) && newest.get(sink) !== "resolved");
  addDeliveries(tx, alert, "resolved", owed);
}

/** Puts them into one message, before it is sent for the first time. */
export function joinDeliveries(tx: Transaction, deliveries: readonly Delivery[], messageId: string): void {
  for (const one of deliveries) change(tx, "message_id = $messageId", one, { messageId });
}

/**
 * The alert goes on: nobody is to hear that it is over, and what seemed too late to be told is to be told after all.
 *
 * @param dueAt when, ms UTC
 */
export function resumeDeliveries(tx: Transaction, alertId: string, dueAt: number): void {
  tx.db
    .query(
      "UPDATE deliveries SET state = 'dropped' WHERE alert_id = ? AND news = 'resolved' AND state = 'pending'",
    )
    .run(alertId);
  tx.db
    .query(
      `UPDATE deliveries SET state = 'pending', first_due_at = ?1, due_at = ?1
       WHERE alert_id = ?2 AND news = 'raised' AND state = 'dropped'`,
    )
    .run(dueAt, alertId);
}

export function dropDeliveries(tx: Transaction, deliveries: readonly Delivery[]): void {
  for (const one of deliveries) change(tx, "state = 'dropped'", one, {});
}

/** @param news what the message said of the alert @param proof the sink's answer */
export function markSent(tx: Transaction, delivery: Delivery, news: News, proof: string): void {
  const set = "state = 'sent', attempts = attempts + 1, news = $news, answer = $proof, sent_at = $at";
  change(tx, set, delivery, { news, proof, at: tx.at });
}

/** An attempt failed; the next is made no earlier than `dueAt`. */
export function postpone(tx: Transaction, delivery: Delivery, why: string, dueAt: number): void {
  change(tx, "attempts = attempts + 1, answer = $why, due_at = $dueAt", delivery, { why, dueAt });
}

/** The last attempt failed. */
export function markFailed(tx: Transaction, delivery: Delivery, why: string): void {
  change(tx, "state = 'failed', attempts = attempts + 1, answer = $why", delivery, { why });
}

/** What waits for a sink that is not configured any more will not be told. */
export function failOthers(tx: Transaction, sinks: readonly string[]): void {
  tx.db
    .query(
      `UPDATE deliveries SET state = 'failed', answer = 'this sink is not configured any more'
       WHERE state = 'pending' AND sink NOT IN (SELECT value FROM json_each(?))`,
    )
    .run(JSON.stringify(sinks));
}

function change(
  tx: Transaction,
  set: string,
  { alertId, sink, telling }: Delivery,
  values: Record<string, string | number>,
): void {
  tx.db
    .query(
      `UPDATE deliveries SET ${set} WHERE alert_id = $alertId AND sink = $sink AND telling = $telling AND state = 'pending'`,
    )
    .run({ alertId, sink, telling, ...values });
}
