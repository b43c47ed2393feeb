import * as v from "valibot";
import { count, FilledText, Name } from "../config/fields.ts";
import { ATTENTIONS } from "../domain/session.ts";
import type { Report } from "../domain/watchdog/report.ts";
import { usageError } from "../errors.ts";
import { parse } from "../schema.ts";

const MAX_TEXT = 1000;
const DAY_MS = 86_400_000;
/** The longest wait that a service imposes is a month; a typing error must not hold back agents for longer. */
const MAX_WAIT_DAYS = 31;

/** A hook passes on what it gets: a long text is cut, since a report that is refused tells nothing. */
const Line = v.pipe(
  FilledText,
  v.transform((text) => text.slice(0, MAX_TEXT)),
);
const Reason = v.optional(v.nullable(Line), null);

const WAITS = ATTENTIONS.filter((attention) => attention !== "limited");

const Time = v.pipe(
  v.string(),
  v.isoTimestamp(({ received }) => `${received} is not a time; write it as 2026-01-31T12:00:00Z`),
  v.transform(Date.parse),
);

const ReportInput = v.variant("kind", [
  v.strictObject({ kind: v.literal("progress"), note: Reason }),
  v.strictObject({
    kind: v.literal("tool_start"),
    name: Line,
    permittedMs: v.optional(v.nullable(count(1, 7 * DAY_MS)), null),
  }),
  v.strictObject({ kind: v.literal("tool_end"), name: Line }),
  v.strictObject({ kind: v.literal("wait"), attention: v.picklist(WAITS), reason: Reason }),
  v.strictObject({
    kind: v.literal("limited"),
    until: v.optional(v.nullable(Time), null),
    group: v.optional(v.nullable(Name), null),
    reason: Reason,
  }),
  v.strictObject({ kind: v.literal("working") }),
]);

const SignalRequest = v.strictObject({
  attempt: v.optional(v.nullable(count(1, 1_000_000)), null),
  report: ReportInput,
});

/** Reads the body of a signal. Throws `usage` naming the field. */
export function parseSignal(input: unknown, now: number): { attempt: number | null; report: Report } {
  const signal = parse(SignalRequest, input, "signal");
  const { report } = signal;
  if (report.kind === "limited" && report.until !== null && report.until > now + MAX_WAIT_DAYS * DAY_MS)
    throw usageError(`signal: report.until: is more than ${MAX_WAIT_DAYS} days ahead`);
  return signal;
}
