import type { Attention } from "../session.ts";

/** What an agent tells of itself, by `overstory signal` or its CLI's hooks. */
export type Report =
  /** It moved. */
  | { kind: "progress"; note: string | null }
  /** It begins a tool call; `permittedMs` is how long that may be silent, null for the policy's time. */
  | { kind: "tool_start"; name: string; permittedMs: number | null }
  | { kind: "tool_end"; name: string }
  /** It waits for a person. */
  | { kind: "wait"; attention: Exclude<Attention, "limited">; reason: string | null }
  /** It has reached a limit, until that time (ms UTC) if it knows. `group`: who else is limited; null for its runtime. */
  | { kind: "limited"; until: number | null; group: string | null; reason: string | null }
  /** What it waited for is over. */
  | { kind: "working" };

export type ReportKind = Report["kind"];
