import type { Declared, Evidence, OpenTool, TurnEvidence } from "./evidence.ts";
import type { Report } from "./report.ts";

/**
 * Takes in what the agent tells of itself. Whatever it tells is a movement, and what is no wait ends one; but in a
 * conversation, what the model says that it waits for holds until its next turn, and what is asked about a turn that is
 * over is not answered by what trails after it.
 */
export function takeReport(evidence: Evidence, report: Report, observed: number, toolMs: number): Evidence {
  return {
    ...evidence,
    movements: { ...evidence.movements, reports: { movedAt: observed, unknown: null } },
    turn: turnAfter(evidence.turn, report),
    openTools: toolsAfter(evidence, report, observed, toolMs),
    declared: declaredBy(report, observed) ?? (outlasts(evidence, report) ? evidence.declared : null),
  };
}

/** A tool that begins after a turn is one of a turn that began by itself. */
function turnAfter(turn: TurnEvidence, { kind }: Report): TurnEvidence {
  if (kind === "turn_began") return "working";
  if (kind === "turn_over") return "idle";
  return kind === "tool_start" && turn === "idle" ? "working" : turn;
}

/** No call outlives its turn; a prompt that joins the turn under way ends none. */
function toolsAfter(
  { openTools, turn }: Evidence,
  report: Report,
  observed: number,
  toolMs: number,
): OpenTool[] {
  if (report.kind === "turn_over" || (report.kind === "turn_began" && turn !== "working")) return [];
  if (report.kind !== "tool_start" && report.kind !== "tool_end") return openTools;
  const { id = null, name } = report;
  const others = openTools.filter((tool) => (id === null ? tool.name !== name : tool.id !== id));
  if (report.kind === "tool_end") return others;
  return [...others, { id, name, openedAt: observed, permittedMs: report.permittedMs ?? toolMs }];
}

function declaredBy(report: Report, declaredAt: number): Declared | null {
  if (report.kind === "limited")
    return { attention: "limited", reason: report.reason, until: report.until, declaredAt };
  if (report.kind !== "wait") return null;
  const { attention, reason, by } = report;
  return { attention, reason, until: null, declaredAt, ...(by && { by }) };
}

function outlasts({ turn, declared }: Evidence, { kind }: Report): boolean {
  if (turn === "none" || kind === "turn_began" || kind === "working") return false;
  return declared?.by === "agent" || (turn === "idle" && kind !== "tool_start");
}

/** How long a limit without a time explains silence, observed ms: by then agents have tried whether it is over. */
export const UNTIMED_LIMIT_MS = 60 * 60_000;

/** Whether what it declared is a limit whose time has come. */
export const isLimitOver = (
  { attention, until, declaredAt }: Declared,
  now: { observed: number; wall: number },
): boolean =>
  attention === "limited" &&
  (until === null ? now.observed >= declaredAt + UNTIMED_LIMIT_MS : until <= now.wall);

/** A limit whose time has come is over: from then on the agent has its whole time to move again. */
export function endLimits(evidence: Evidence, now: { observed: number; wall: number }): Evidence {
  const { declared, movements } = evidence;
  return declared !== null && isLimitOver(declared, now)
    ? {
        ...evidence,
        declared: null,
        movements: { ...movements, reports: { movedAt: now.observed, unknown: null } },
      }
    : evidence;
}
