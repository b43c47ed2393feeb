import type { Attention } from "../session.ts";
import type { DeclaredBy } from "./evidence.ts";

/** What an agent tells of itself, by `overstory signal` or its CLI's hooks. */
export type Report =
  /** It moved. */
  | { kind: "progress"; note: string | null }
  /** It begins a tool call; `permittedMs` is how long that may be silent, null for the policy's time. */
  | { kind: "tool_start"; id?: string; name: string; permittedMs: number | null }
  /** With an id that one call, else all of that name. */
  | { kind: "tool_end"; id?: string; name: string }
  /** It has begun a turn, or its turn is over and it waits for its next prompt. */
  | { kind: "turn_began" }
  | { kind: "turn_over" }
  /** It waits for a person. `by`: see `Declared`. */
  | { kind: "wait"; attention: Exclude<Attention, "limited">; reason: string | null; by?: DeclaredBy }
  /** It has reached a limit, until that time (ms UTC) if it knows. `group`: who else is limited; null for its runtime. */
  | { kind: "limited"; until: number | null; group: string | null; reason: string | null }
  /** What it waited for is over. */
  | { kind: "working" };

export type ReportKind = Report["kind"];
