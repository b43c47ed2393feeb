import type { Alert, Delivery, News } from "../alert.ts";
import { endsWhenSeen, OPERATOR, RUN_ENDED } from "./reconcile.ts";

/** One telling of one alert. */
export interface Told {
  /** `ALERT-001/1`: the same with every attempt, so that who receives it twice can drop it. */
  id: string;
  news: News;
  alert: Alert;
}

/** What a sink delivers at a time: one alert, or many that became due together. */
export interface Message {
  /** The same with every attempt: that of its one telling, or one of its own. */
  id: string;
  /** Name of the project. */
  project: string;
  alerts: readonly Told[];
}

/** A delivery that is due, with its alert as it is now. */
export interface DueDelivery {
  delivery: Delivery;
  alert: Alert;
}

/** With more at once they are one message. */
const MOST_ALONE = 5;
/** What was over that soon, before anyone was told of it, needs nobody. */
const BRIEF_MS = 10_000;

/**
 * Which of the due deliveries of one sink to make next.
 *
 * @param due oldest first
 * @returns what is to be told together, and what need not be told any more
 */
export function chooseNext(due: readonly DueDelivery[]): { next: DueDelivery[]; dropped: DueDelivery[] } {
  const dropped = due.filter(isOver);
  const left = due.filter((one) => !isOver(one));
  const begun = left.find(({ delivery }) => delivery.messageId !== null)?.delivery.messageId;
  if (begun !== undefined)
    return { next: left.filter(({ delivery }) => delivery.messageId === begun), dropped };
  return { next: left.length > MOST_ALONE ? left : left.slice(0, 1), dropped };
}

/** A telling for which it is too late. Nothing that a person still has to see to is one. */
function isOver({ delivery, alert }: DueDelivery): boolean {
  const { state, kind, severity, raisedAt, resolvedAt, resolvedBy } = alert;
  if (delivery.news === "resolved") return state !== "resolved";
  if (delivery.news === "repeated" && state !== "raised") return true;
  if (resolvedAt === null) return false;
  if (kind === "test") return true;
  if (delivery.attempts > 0) return false; // it may have arrived
  if (endsWhenSeen(kind) || resolvedBy === RUN_ENDED || resolvedBy === OPERATOR) return true;
  return severity !== "critical" && resolvedAt - raisedAt < BRIEF_MS;
}

/** @param id the message's own; null when it tells of one alert alone and so has that telling's */
export function composeMessage(due: readonly DueDelivery[], project: string, id: string | null): Message {
  const alerts = due.map(toTold);
  return { id: id ?? alerts.map((told) => told.id).join(" "), project, alerts };
}

const toTold = ({ delivery, alert }: DueDelivery): Told => ({
  id: `${alert.key}/${delivery.telling}`,
  news: alert.state === "resolved" ? "resolved" : delivery.news,
  alert,
});
