import type { Alert, Condition } from "../../domain/alert.ts";
import { deadSinkCause } from "../../domain/alerting/channel-conditions.ts";
import { afterQuiet, type QuietHours } from "../../domain/alerting/quiet-hours.ts";
import { STEADY_MS } from "../../domain/alerting/reconcile.ts";
import { isAtLeast } from "../../domain/alerting/severity.ts";
import type { Sink } from "../../sinks/sink.ts";
import type { Addressee } from "../../store/deliveries.ts";

/** The first moment from `at` on at which people may be told: what is critical does not wait for the morning. */
export const tellableFrom = (
  at: number,
  { severity }: Pick<Condition, "severity">,
  quiet: QuietHours | null,
): number => (severity === "critical" ? at : afterQuiet(at, quiet));

/** The sinks that are told of it, and when. */
export const addresseesOf = (
  sinks: readonly Sink[],
  condition: Condition,
  at: number,
  quiet: QuietHours | null,
): Addressee[] =>
  sinks
    .filter((sink) => isFor(sink, condition))
    .map(({ name }) => ({
      sink: name,
      dueAt: tellableFrom(at, condition, quiet),
    }));

/** A sink is not told of its own death: who would hear it? */
export const isFor = ({ name, severity }: Sink, condition: Pick<Condition, "severity" | "cause">): boolean =>
  isAtLeast(condition.severity, severity) && condition.cause !== deadSinkCause(name);

/** The sinks that are told that it is over: once that has held for a moment, or at once when a person says so. */
export const resolutionAddressees = (
  sinks: readonly Sink[],
  alert: Alert,
  at: number,
  quiet: QuietHours | null,
): Addressee[] =>
  sinks
    .filter(({ tellsResolutions }) => tellsResolutions && alert.kind !== "test")
    .map(({ name }) => ({
      sink: name,
      dueAt: tellableFrom(alert.goneAt === null ? at : at + STEADY_MS, alert, quiet),
    }));
