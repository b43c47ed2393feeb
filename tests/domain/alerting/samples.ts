import type { Alert, Condition, Delivery } from "../../../src/domain/alert.ts";
import type { DueDelivery, Message } from "../../../src/domain/alerting/message.ts";

export const NOW = Date.UTC(2026, 0, 31, 12);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export const condition = (change: Partial<Condition> = {}): Condition => ({
  cause: "session_waiting:SESSION-003",
  kind: "session_waiting",
  severity: "warning",
  subject: "SESSION-003",
  message: "parser waits for a permission",
  hint: "overstory attach SESSION-003",
  ...change,
});

export const alert = (change: Partial<Alert> = {}): Alert => ({
  ...condition(),
  id: "019-alert",
  key: "ALERT-001",
  state: "raised",
  tellings: 1,
  raisedAt: NOW,
  toldAt: NOW,
  reopenedAt: null,
  acknowledgedAt: null,
  resolvedAt: null,
  resolvedBy: null,
  goneAt: null,
  ...change,
});

export const resolved = (change: Partial<Alert> = {}): Alert =>
  alert({ state: "resolved", resolvedAt: NOW + HOUR, resolvedBy: "gone", goneAt: NOW + HOUR, ...change });

export const delivery = (change: Partial<Delivery> = {}): Delivery => ({
  alertId: "019-alert",
  sink: "webhook",
  telling: 1,
  news: "raised",
  state: "pending",
  messageId: null,
  attempts: 0,
  firstDueAt: NOW,
  dueAt: NOW,
  answer: null,
  sentAt: null,
  ...change,
});

export const due = (ofAlert: Partial<Alert> = {}, ofDelivery: Partial<Delivery> = {}): DueDelivery => ({
  alert: alert(ofAlert),
  delivery: delivery(ofDelivery),
});

export const message = (...alerts: Partial<Alert>[]): Message => {
  const told = (alerts.length > 0 ? alerts : [{}]).map((change, index) => ({
    id: `ALERT-00${index + 1}/1`,
    news: "raised" as const,
    alert: alert({ key: `ALERT-00${index + 1}`, ...change }),
  }));
  return { id: told.length === 1 ? "ALERT-001/1" : "019-message", project: "repo", alerts: told };
};
