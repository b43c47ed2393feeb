import type { Report } from "../watchdog/report.ts";
import type { Fault } from "./fault.ts";
import { oneLine } from "./one-line.ts";
import type { TurnSignal } from "./take-signal.ts";

/** As much as a list of reasons has room for. */
export const REASON_LENGTH = 120;

/** What the watchdog is to know of a signal. */
export function reportsOf(signal: TurnSignal): Report[] {
  switch (signal.kind) {
    case "prompt":
      return [{ kind: "turn_began" }];
    case "tool_started":
      return [
        {
          kind: "tool_start",
          id: signal.id,
          name: oneLine(signal.summary, REASON_LENGTH) || signal.tool,
          permittedMs: signal.permittedMs,
        },
      ];
    case "tool_ended":
      return [{ kind: "tool_end", id: signal.id, name: signal.tool }];
    case "asks":
      return [
        { kind: "wait", attention: signal.ask.what, reason: oneLine(signal.ask.text, REASON_LENGTH) || null },
      ];
    case "answered":
      return [{ kind: "working" }];
    case "turn_ended":
      return [signal.background === 0 ? { kind: "turn_over" } : { kind: "progress", note: null }];
    case "interrupted":
      return [{ kind: "turn_over" }];
    case "turn_failed":
      return reportsOfFault(signal.fault);
    case "ending":
      return [];
    case "progress":
      return [{ kind: "progress", note: signal.note }];
    default:
      return [{ kind: "progress", note: null }];
  }
}

/** A try that failed and is made again is no sign of life. */
function reportsOfFault({ cause, text, until, isRetrying }: Fault): Report[] {
  const reason = oneLine(text, REASON_LENGTH) || null;
  if (isRetrying) return [];
  if (cause === "limited") return [{ kind: "limited", until, group: null, reason }];
  if (cause === "auth") return [{ kind: "wait", attention: "auth", reason }];
  return [{ kind: "turn_over" }];
}
