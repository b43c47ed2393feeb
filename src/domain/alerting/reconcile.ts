import type { Alert, AlertKind, Condition } from "../alert.ts";
import { isAtLeast } from "./severity.ts";

/** What comes back within this time has not been over: the same alert goes on. Told again once it has held as long. */
export const STEADY_MS = 60_000;

export type AlertChange =
  | { do: "raise"; condition: Condition }
  /** It goes on, and nobody is told unless it holds. */
  | { do: "reopen"; alert: Alert; condition: Condition }
  /** People are told again: nobody has acknowledged it for long, or it has become worse. */
  | { do: "repeat"; alert: Alert; condition: Condition }
  /** The same incident in other words. */
  | { do: "update"; alert: Alert; condition: Condition }
  | { do: "resolve"; alert: Alert; by: string }
  /** A person has closed it before; now its cause is gone too. */
  | { do: "forget"; alert: Alert };

export interface ReminderPolicy {
  /** How long an alert may stay unacknowledged, ms; null for ever. */
  remindAfterMs: number | null;
  /** The first moment from `at` on at which people may be told of a condition. */
  tellableFrom(at: number, condition: Pick<Condition, "severity">): number;
}

/**
 * What has to change so that the alerts say what is the case. Doing nothing twice: with nothing changed there is nothing
 * to do.
 *
 * @param known alerts whose cause was the case at the last look, whatever their state, and those gone since less than `STEADY_MS`
 * @returns when to look again if nothing happens before, ms UTC; null for no need
 */
export function reconcileAlerts(
  known: readonly Alert[],
  conditions: readonly Condition[],
  now: number,
  policy: ReminderPolicy,
): { changes: AlertChange[]; wakeAt: number | null } {
  const current = new Map(known.flatMap((alert) => (alert.goneAt === null ? [[alert.cause, alert]] : [])));
  const gone = new Map(known.flatMap((alert) => (alert.goneAt === null ? [] : [[alert.cause, alert]])));
  const cases = new Map(conditions.map((condition) => [condition.cause, condition]));
  const changes: AlertChange[] = [];
  const wakes: number[] = [];
  for (const condition of cases.values()) {
    const alert = current.get(condition.cause);
    if (!alert) {
      const before = gone.get(condition.cause);
      changes.push(before ? { do: "reopen", alert: before, condition } : { do: "raise", condition });
      continue;
    }
    if (alert.state === "resolved") continue;
    const remindAt = reminderOf(alert, condition, policy);
    if (isWorse(alert, condition) || (remindAt !== null && remindAt <= now))
      changes.push({ do: "repeat", alert, condition });
    else if (saysElse(alert, condition)) changes.push({ do: "update", alert, condition });
    if (remindAt !== null && remindAt > now) wakes.push(remindAt);
  }
  for (const alert of current.values()) {
    if (cases.has(alert.cause)) continue;
    if (alert.state === "resolved") changes.push({ do: "forget", alert });
    else changes.push({ do: "resolve", alert, by: resolverOf(alert, conditions) });
  }
  return { changes, wakeAt: wakes.length > 0 ? Math.min(...wakes) : null };
}

/** News that a person has only to see: acknowledged, it is over. */
export const endsWhenSeen = (kind: AlertKind): boolean => kind === "run_failed" || kind === "run_completed";

const NEVER_REPEATED: readonly AlertKind[] = ["run_completed", "test"];

function reminderOf(alert: Alert, condition: Condition, policy: ReminderPolicy): number | null {
  if (alert.state !== "raised" || condition.severity === "info" || NEVER_REPEATED.includes(alert.kind))
    return null;
  const { reopenedAt, toldAt } = alert;
  if (reopenedAt !== null && reopenedAt >= toldAt)
    return policy.tellableFrom(reopenedAt + STEADY_MS, condition);
  return policy.remindAfterMs === null ? null : policy.tellableFrom(toldAt + policy.remindAfterMs, condition);
}

const isWorse = (alert: Alert, { severity }: Condition): boolean => !isAtLeast(alert.severity, severity);

const saysElse = (alert: Alert, { kind, severity, subject, message, hint }: Condition): boolean =>
  alert.kind !== kind ||
  alert.severity !== severity ||
  alert.subject !== subject ||
  alert.message !== message ||
  alert.hint !== hint;

/** What was wrong with a task is named by its run's end, which has an alert of its own. */
function resolverOf({ subject }: Alert, conditions: readonly Condition[]): string {
  const run = subject.split("/")[0];
  const hasEnded = run !== subject && conditions.some((one) => endsWhenSeen(one.kind) && one.subject === run);
  return hasEnded ? RUN_ENDED : GONE;
}

export const GONE = "gone";
export const RUN_ENDED = "run ended";
export const OPERATOR = "operator";
