import type { Database } from "bun:sqlite";
import type { Alert, Delivery } from "../../domain/alert.ts";
import { alertRecord } from "../../domain/alerting/alert-record.ts";
import { listDeliveries } from "../../store/deliveries.ts";
import type { Reader } from "../callers.ts";
import type { AlertView, DeliveryView } from "../contract/alert.ts";
import type { AttentionView } from "../contract/status.ts";
import { iso, isoOrNull } from "./times.ts";

type Told = Pick<Alert, "kind" | "subject">;

/** What somebody asked the operator is for the two of them. */
const isQuestion = ({ kind }: Told): boolean => kind === "mail_question";

/** Those that the maker of the request may know. Who that is is found out only when it matters. */
export async function onlyFor<A extends Told>(
  readerOf: () => Promise<Reader>,
  alerts: readonly A[],
): Promise<readonly A[]> {
  if (!alerts.some(isQuestion)) return alerts;
  const reader = await readerOf();
  return reader.isOperator
    ? alerts
    : alerts.filter((alert) => !isQuestion(alert) || alert.subject === reader.key);
}

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
