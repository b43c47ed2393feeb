import type { Database } from "bun:sqlite";
import type { Alert, Delivery } from "../../domain/alert.ts";
import { alertRecord } from "../../domain/alerting/alert-record.ts";
import { listDeliveries } from "../../store/deliveries.ts";
import type { AlertView, AttentionView, DeliveryView } from "../contract.ts";
import { iso, isoOrNull } from "./times.ts";

export const viewAlert = (db: Database, alert: Alert): AlertView => ({
  ...alertRecord(alert),
  deliveries: listDeliveries(db, alert.id).map(viewDelivery),
});

const viewDelivery = (delivery: Delivery): DeliveryView => ({
  sink: delivery.sink,
  telling: delivery.telling,
  news: delivery.news,
  state: delivery.state,
  attempts: delivery.attempts,
  dueAt: iso(delivery.dueAt),
  answer: delivery.answer,
  sentAt: isoOrNull(delivery.sentAt),
});

export const viewAttention = ({
  key,
  kind,
  severity,
  state,
  subject,
  message,
  hint,
}: Alert): AttentionView => ({
  key,
  kind,
  severity,
  acknowledged: state === "acknowledged",
  subject,
  message,
  hint,
});
