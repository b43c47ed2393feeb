import type { Message, Told } from "./message.ts";
import { worstOf } from "./severity.ts";

/** A list longer than this says how many more there are. */
const MOST_LISTED = 20;

/** `repo: critical: RUN-001/index`, `repo: 200 alerts, 3 critical` */
export function messageTitle({ project, alerts }: Message): string {
  const [first] = alerts;
  if (first && alerts.length === 1) return `${project}: ${standing(first)}: ${first.alert.subject}`;
  const critical = alerts.filter(({ alert, news }) => alert.severity === "critical" && news !== "resolved");
  return `${project}: ${alerts.length} alerts${critical.length > 0 ? `, ${critical.length} critical` : ""}`;
}

/** What is the case and what to do, a line each; several alerts as a list. */
export function messageText({ alerts }: Message): string {
  const [first] = alerts;
  if (first && alerts.length === 1) return [...sentence(first), first.alert.key].join("\n");
  const listed = alerts
    .slice(0, MOST_LISTED)
    .map((told) => `- ${standing(told)}: ${told.alert.subject}: ${told.alert.message}`);
  const more = alerts.length - listed.length;
  return [...listed, ...(more > 0 ? [`… ${more} more`] : []), "overstory alerts"].join("\n");
}

/** The whole message on one line. */
export const messageLine = (message: Message): string => {
  const [first] = message.alerts;
  const what = first && message.alerts.length === 1 ? first.alert.message : "overstory alerts";
  return `${messageTitle(message)}: ${what}`;
};

/** The worst that is still the case. */
export const messageSeverity = ({ alerts }: Message) =>
  worstOf(alerts.flatMap(({ alert, news }) => (news === "resolved" ? [] : [alert])));

const sentence = ({ alert, news }: Told): string[] =>
  [alert.message, news === "resolved" ? "" : alert.hint].filter((line) => line !== "");

const standing = ({ alert, news }: Told): string =>
  news === "resolved" ? "resolved" : news === "repeated" ? `still ${alert.severity}` : alert.severity;
