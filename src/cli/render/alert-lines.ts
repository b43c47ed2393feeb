import type { AlertView, DeliveryView } from "../../api/contract/alert.ts";
import type { Severity } from "../../domain/alert.ts";
import { formatDuration } from "../../duration.ts";
import type { Screen } from "../terminal.ts";
import type { Palette } from "./palette.ts";
import { inert, wrap } from "./text.ts";
import { dateAndTime } from "./words.ts";

/** Of each alert what is the case, what to do, and through which sinks people were told; nothing of it is cut. */
export const alertLines = (alerts: readonly AlertView[], screen: Screen, now: number): string[] =>
  alerts.flatMap((alert) => linesOf(alert, screen, now));

function linesOf(alert: AlertView, { paint, columns }: Screen, now: number): string[] {
  const { key, severity, subject, message, hint } = alert;
  const what = `${paintSeverity(paint, severity, severity)}  ${standing(alert, now)}  ${paint.bold(inert(subject))}  ${inert(message)}`;
  const told =
    alert.resolvedAt === null || alert.deliveries.length > 0 ? describeDeliveries(alert.deliveries) : "";
  const detail = (text: string) => wrap(inert(text), columns - 2, 2).map((line) => `  ${paint.dim(line)}`);
  return [
    ...wrap(`${paint.bold(key)}  ${what}`, columns, 2),
    ...(hint === "" || alert.state === "resolved" ? [] : detail(hint)),
    ...(told === "" ? [] : detail(`told: ${told}`)),
  ];
}

export const paintSeverity = (paint: Palette, severity: Severity, text: string): string =>
  severity === "critical" ? paint.red(text) : severity === "warning" ? paint.yellow(text) : paint.cyan(text);

/** `for 4m 10s`, `acknowledged, for 2h 05m`, `resolved (gone) 2026-01-31 14:05:09`. */
function standing({ state, raisedAt, resolvedAt, resolvedBy }: AlertView, now: number): string {
  if (resolvedAt !== null) return `resolved (${resolvedBy ?? "gone"}) ${dateAndTime(resolvedAt)}`;
  const age = `for ${formatDuration(now - Date.parse(raisedAt))}`;
  return state === "acknowledged" ? `acknowledged, ${age}` : age;
}

/** The newest telling through each sink; nothing of those that were not needed any more. */
function describeDeliveries(deliveries: readonly DeliveryView[]): string {
  const newest = new Map(
    deliveries.filter(({ state }) => state !== "dropped").map((delivery) => [delivery.sink, delivery]),
  );
  return [...newest.values()].map((delivery) => `${delivery.sink} ${describeDelivery(delivery)}`).join(" · ");
}

/** `sent 2026-01-31 14:05:09 (HTTP 200)`, `failing: HTTP 503; again …`, `waits until …`, `failed: HTTP 404`. */
export function describeDelivery({ state, attempts, dueAt, answer, sentAt }: DeliveryView): string {
  const why = answer ?? "no answer";
  if (state === "sent" && sentAt !== null) return `sent ${dateAndTime(sentAt)} (${why})`;
  if (state === "failed") return `failed: ${why}`;
  if (state === "dropped") return "not needed";
  return attempts > 0 ? `failing: ${why}; again ${dateAndTime(dueAt)}` : `waits until ${dateAndTime(dueAt)}`;
}
