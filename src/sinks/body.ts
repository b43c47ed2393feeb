import { alertRecord } from "../domain/alerting/alert-record.ts";
import type { Message, Told } from "../domain/alerting/message.ts";

/**
 * A message as JSON for programs: `{id, project, alert}`, or `{id, project, alerts}` with several. Each alert has an `id`
 * of its own, which is the same when it is sent again, and `news`: raised, repeated or resolved.
 */
export function messageBody({ id, project, alerts }: Message): string {
  const [first] = alerts;
  const content =
    first && alerts.length === 1 ? { alert: toldAlert(first) } : { alerts: alerts.map(toldAlert) };
  return JSON.stringify({ id, project, ...content });
}

const toldAlert = ({ id, news, alert }: Told) => ({ id, news, ...alertRecord(alert) });
