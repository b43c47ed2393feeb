import type { Evidence } from "./evidence.ts";
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

/** A limit whose time has come is over: from then on the agent has its whole time to move again. */
export function endLimits(evidence: Evidence, now: { observed: number; wall: number }): Evidence {
  const { declared, movements } = evidence;
  const isOver = declared?.attention === "limited" && declared.until !== null && declared.until <= now.wall;
  return isOver
    ? {
        ...evidence,
        declared: null,
        movements: { ...movements, reports: { movedAt: now.observed, unknown: null } },
      }
    : evidence;
}
