import type { Declared, Evidence } from "./evidence.ts";
import type { Report } from "./report.ts";

/** Takes in what the agent tells of itself. Whatever it tells is a movement; what is no wait ends one. */
export function takeReport(evidence: Evidence, report: Report, observed: number, toolMs: number): Evidence {
  const moved: Evidence = {
    ...evidence,
    movements: { ...evidence.movements, reports: { movedAt: observed, unknown: null } },
    declared: null,
  };
  switch (report.kind) {
    case "wait":
      return {
        ...moved,
        declared: { attention: report.attention, reason: report.reason, until: null, declaredAt: observed },
      };
    case "limited":
      return {
        ...moved,
        declared: {
          attention: "limited",
          reason: report.reason,
          until: report.until,
          declaredAt: observed,
        },
      };
    case "tool_start": {
      const tool = { name: report.name, openedAt: observed, permittedMs: report.permittedMs ?? toolMs };
      return { ...moved, openTools: [...without(evidence, report.name), tool] };
    }
    case "tool_end":
      return { ...moved, openTools: without(evidence, report.name) };
    default:
      return moved;
  }
}

const without = ({ openTools }: Evidence, name: string) => openTools.filter((tool) => tool.name !== name);

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
