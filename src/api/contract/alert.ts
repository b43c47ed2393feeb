import type { DeliveryState, News } from "../../domain/alert.ts";
import type { AlertRecord } from "../../domain/alerting/alert-record.ts";

export interface AlertView extends AlertRecord {
  /** What was told through each sink, in order. */
  deliveries: DeliveryView[];
}

export interface DeliveryView {
  sink: string;
  telling: number;
  news: News;
  /** "sent" only when the sink has accepted it; "dropped" when it was over before its turn. */
  state: DeliveryState;
  attempts: number;
  /** The next attempt is made no earlier. */
  dueAt: string;
  /** What the sink answered: the proof of acceptance, or why not. */
  answer: string | null;
  sentAt: string | null;
}
