import type { Database } from "bun:sqlite";
import type { Alert, Condition } from "../domain/alert.ts";
import { endsWhenSeen, OPERATOR } from "../domain/alerting/reconcile.ts";
import { OverstoryError } from "../errors.ts";
import { nextKey } from "./counters.ts";
import type { Transaction } from "./store.ts";

const COLUMNS = `id, key, cause, kind, severity, subject, message, hint, state, tellings, raised_at AS raisedAt, told_at AS toldAt,
  reopened_at AS reopenedAt, acknowledged_at AS acknowledgedAt, resolved_at AS resolvedAt, resolved_by AS resolvedBy,
  gone_at AS goneAt`;

const select = (db: Database, rest: string) =>
  db.query<Alert, (string | number)[]>(`SELECT ${COLUMNS} FROM alerts ${rest}`);

/** Those that nobody has acknowledged first, then the worst, then the oldest. */
const MOST_URGENT_FIRST = `state = 'acknowledged',
  CASE severity WHEN 'critical' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, raised_at, length(key), key`;

export const listOpenAlerts = (db: Database): Alert[] =>
  select(db, `WHERE state <> 'resolved' ORDER BY ${MOST_URGENT_FIRST}`).all();

/** Open or not, newest first. */
export const listAlerts = (db: Database, limit = 1000): Alert[] =>
  select(db, "ORDER BY raised_at DESC, length(key) DESC, key DESC LIMIT ?").all(limit);

/** Those whose cause is the case, or was at or after that time (ms UTC); of one cause only the newest. */
export const listKnownAlerts = (db: Database, since: number): Alert[] =>
  select(db, "WHERE gone_at IS NULL OR gone_at >= ? ORDER BY raised_at, length(key), key").all(since);

/** By id or key. */
export function requireAlert(db: Database, idOrKey: string): Alert {
  const alert = select(db, "WHERE id = ?1 OR key = upper(?1)").get(idOrKey);
  if (alert) return alert;
  throw new OverstoryError("not_found", `there is no alert ${JSON.stringify(idOrKey)}`, {
    hint: "overstory alerts --all lists them",
  });
}

export function raiseAlert(tx: Transaction, condition: Condition): Alert {
  const key = nextKey(tx, "ALERT");
  const id = Bun.randomUUIDv7();
  tx.db
    .query(
      `INSERT INTO alerts (id, key, cause, kind, severity, subject, message, hint, state, raised_at, told_at)
       VALUES ($id, $key, $cause, $kind, $severity, $subject, $message, $hint, 'raised', $at, $at)`,
    )
    .run({ ...condition, id, key, at: tx.at });
  return tell(tx, "alert.raised", id);
}

/** What is said of it; nobody is told for that alone. */
export function updateAlert(tx: Transaction, id: string, condition: Condition): void {
  tx.db
    .query(
      `UPDATE alerts SET kind = $kind, severity = $severity, subject = $subject, message = $message, hint = $hint WHERE id = $id`,
    )
    .run({
      id,
      kind: condition.kind,
      severity: condition.severity,
      subject: condition.subject,
      message: condition.message,
      hint: condition.hint,
    });
}

/** Its cause came back before it had been over for long. Whoever acknowledged it may not have meant that. */
export function reopenAlert(tx: Transaction, id: string, condition: Condition): void {
  updateAlert(tx, id, condition);
  tx.db
    .query(
      `UPDATE alerts SET state = 'raised', reopened_at = ?, acknowledged_at = NULL, resolved_at = NULL, resolved_by = NULL,
         gone_at = NULL
       WHERE id = ?`,
    )
    .run(tx.at, id);
  tell(tx, "alert.reopened", id);
}

/** Nobody has seen to it yet, or it has become worse. */
export function repeatAlert(tx: Transaction, id: string, condition: Condition): Alert {
  updateAlert(tx, id, condition);
  tx.db
    .query(
      "UPDATE alerts SET state = 'raised', acknowledged_at = NULL, tellings = tellings + 1, told_at = ? WHERE id = ?",
    )
    .run(tx.at, id);
  return tell(tx, "alert.repeated", id);
}

/** Its cause is gone. */
export function resolveAlert(tx: Transaction, id: string, by: string): Alert {
  tx.db
    .query(
      "UPDATE alerts SET state = 'resolved', resolved_at = ?1, resolved_by = ?2, gone_at = ?1 WHERE id = ?3",
    )
    .run(tx.at, by, id);
  return tell(tx, "alert.resolved", id);
}

/** The cause of an alert that a person has closed is gone: the next time it is a new one. */
export function forgetAlert(tx: Transaction, id: string): void {
  tx.db.query("UPDATE alerts SET gone_at = ? WHERE id = ?").run(tx.at, id);
}

/** A person has seen it: it is not told again. News needs no more than that and is over. Throws `conflict` when it is over. */
export function acknowledgeAlert(tx: Transaction, alert: Alert): Alert {
  if (alert.state === "resolved") throw new OverstoryError("conflict", `${alert.key} is resolved already`);
  if (endsWhenSeen(alert.kind)) return closeAlert(tx, alert);
  if (alert.state === "acknowledged") return alert;
  tx.db
    .query("UPDATE alerts SET state = 'acknowledged', acknowledged_at = ? WHERE id = ?")
    .run(tx.at, alert.id);
  return tell(tx, "alert.acknowledged", alert.id);
}

/** A person takes it for done. While its cause is the case it is not raised anew. */
export function closeAlert(tx: Transaction, alert: Alert): Alert {
  if (alert.state === "resolved") return alert;
  tx.db
    .query("UPDATE alerts SET state = 'resolved', resolved_at = ?1, resolved_by = ?2 WHERE id = ?3")
    .run(tx.at, OPERATOR, alert.id);
  return tell(tx, "alert.resolved", alert.id);
}

function tell(
  tx: Transaction,
  kind: "alert.raised" | "alert.reopened" | "alert.repeated" | "alert.acknowledged" | "alert.resolved",
  id: string,
): Alert {
  const alert = requireAlert(tx.db, id);
  const { key, severity, subject, message, hint, resolvedBy } = alert;
  tx.event(kind, {}, { key, kind: alert.kind, severity, subject, message, hint, resolvedBy });
  return alert;
}
