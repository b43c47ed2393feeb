import * as v from "valibot";
import { SEVERITIES } from "../domain/alert.ts";
import { FilledText, Name, PositiveDuration } from "./fields.ts";

const Url = v.pipe(
  FilledText,
  v.check(
    (text) => /^https?:\/\/./.test(text) && URL.canParse(text),
    "must be an address that begins with http:// or https://",
  ),
);

const common = {
  /** What it is called in lists and records; its type when absent. */
  name: v.optional(Name),
  /** Alerts below it do not go here. */
  severity: v.optional(v.picklist(SEVERITIES), "warning"),
};

/** Where alerts go. */
export const SinkEntry = v.variant("type", [
  /** A bell and a line in every terminal that is attached to an agent. */
  v.strictObject({ type: v.literal("tmux"), ...common }),
  /** notify-send, or osascript on macOS. */
  v.strictObject({ type: v.literal("desktop"), ...common }),
  /** A POST of JSON; with a secret, signed in the header Overstory-Signature. */
  v.strictObject({ type: v.literal("webhook"), ...common, url: Url, secret: v.optional(FilledText) }),
  v.strictObject({ type: v.literal("slack"), ...common, url: Url }),
  v.strictObject({ type: v.literal("discord"), ...common, url: Url }),
  /** The address of a topic: https://ntfy.sh/my-topic */
  v.strictObject({ type: v.literal("ntfy"), ...common, url: Url, token: v.optional(FilledText) }),
  /** Run by sh with the alert as JSON on its stdin; exit status 0 accepts it. */
  v.strictObject({ type: v.literal("command"), ...common, command: FilledText }),
]);
export type SinkSettings = v.InferOutput<typeof SinkEntry>;

export const sinkName = ({ name, type }: Pick<SinkSettings, "name" | "type">): string => name ?? type;

const ClockTime = v.pipe(
  v.string(),
  v.regex(
    /^([01]\d|2[0-3]):[0-5]\d$/,
    ({ received }) => `must be a time of day such as 22:00, not ${received}`,
  ),
);

const TimeZone = v.pipe(
  v.string(),
  v.check(isTimeZone, ({ received }) => `${received} is not a time zone; write it as Europe/Berlin`),
);

/** An IANA name that this system knows. */
export function isTimeZone(text: string): boolean {
  try {
    return Boolean(Intl.DateTimeFormat("en", { timeZone: text }));
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

export const ZoneField = v.optional(v.nullable(TimeZone), null);

export const AlertsField = v.optional(
  v.strictObject({
    sinks: v.optional(
      v.pipe(
        v.array(SinkEntry),
        v.check(
          (sinks) => new Set(sinks.map(sinkName)).size === sinks.length,
          "has two sinks of one name; give each a name of its own",
        ),
      ),
      [{ type: "tmux" }],
    ),
    /** How long an alert may stay unacknowledged before it is told again; null for never. */
    remindAfter: v.optional(v.nullable(PositiveDuration), "1h"),
    /** When alerts below critical are held back until morning; null for never. */
    quiet: v.optional(
      v.nullable(v.strictObject({ from: ClockTime, to: ClockTime, timezone: ZoneField })),
      null,
    ),
  }),
  {},
);
